"""Words of an article that know where they stand in it."""

from __future__ import annotations

from typing import Self


class Quote(str):
    """A quotation: a string, and the characters `start:end` of the article that it is; None for what stands elsewhere.

    >>> quote = Quote("怎樣", 3, 5)
    >>> quote == "怎樣", quote.span
    (True, (3, 5))
    """

    start: int | None
    end: int | None

    def __new__(cls, words: str, start: int | None = None, end: int | None = None) -> Self:
        """Make a quotation."""
        made = super().__new__(cls, words)
        made.start, made.end = start, end
        return made

    @property
    def span(self) -> tuple[int, int] | None:
        """The characters of the article, or None for what does not stand in it: a title of its own, an id."""
        return None if self.start is None or self.end is None else (self.start, self.end)

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Self:
        """Quote the characters `start:end` of a text."""
        return cls(text[start:end], start, end)

    def clipped(self, most: int) -> Quote:
        """Return the quotation on one line, with an ellipsis for what is beyond `most` characters; its place stays."""
        flat = self.replace("\n", " ")
        return Quote(flat if len(flat) <= most else flat[: most - 1] + "…", self.start, self.end)
