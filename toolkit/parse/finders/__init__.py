"""Finders of contacts: one module a family, one order, and what is found first is not found again as something else."""

from __future__ import annotations

from toolkit.parse.finders.accounts import find_accounts
from toolkit.parse.finders.contact import CONTACT_KINDS, Contact
from toolkit.parse.finders.editors import find_editors
from toolkit.parse.finders.hosts import find_domains
from toolkit.parse.finders.icp import find_icp
from toolkit.parse.finders.mail import find_mails
from toolkit.parse.finders.phones import find_phones
from toolkit.parse.finders.urls import find_urls
from toolkit.parse.finders.view import Claims, View

FINDERS = (find_urls, find_mails, find_icp, find_phones, find_accounts, find_domains, find_editors)
"""All finders in the order in which they claim characters: mail before phone before QQ."""

__all__ = ["CONTACT_KINDS", "FINDERS", "Contact", "contacts"]


def contacts(text: str) -> list[Contact]:
    """Return the contacts that a text names, in the order of the text; no two overlap.

    Obfuscations are undone for the value (circled, Chinese and full-width digits, separators, `#` or `(at)` for @,
    zero-width characters); `raw` is what the text says, `text[start:end]`.

    Args:
        text: any text; it need not be repaired.

    >>> [(c.kind, c.value) for c in contacts("刪帖聯系方式:150-0000-1234 360000001@qq.com,QQ:360000002")]
    [('phone', '+8615000001234'), ('email', '360000001@qq.com'), ('qq', '360000002')]
    """
    view = View.of(text)
    claims = Claims(len(view.text))
    found = [contact for finder in FINDERS for contact in finder(view, claims)]
    found.sort(key=lambda contact: contact.start)
    return found
