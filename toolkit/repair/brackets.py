"""What notes look like on a page: the patterns that a fixer asks for before it reads the page as an annotator's."""

from __future__ import annotations

import re

_SYLLABLE = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}"  # zhuāng, chuáng, shuāng: no reading is longer
NOTE = re.compile(rf"\(({_SYLLABLE})\)")
"""A note whose brackets are both there."""

BREAK = re.compile(rf"\?({_SYLLABLE})\)")
"""A note whose opening bracket was swallowed by half a character."""

ORPHAN = re.compile(r"\?[;；](?=[^\x00-\x7f]|[?]\d)")
"""Half a full stop before a semicolon that is none: `題?;诖` for 題。基於此. Something was inserted before the bytes of
a semicolon (the last of 。 and the first of 基), as some generators insert commas before punctuation."""
