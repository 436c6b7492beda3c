"""What an import says afterwards."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

Written = TypeVar("Written")


LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """What stands in a cell, on one line and short enough for a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


class Unfit(Exception):
    """A row cannot be read: in which column, and why. Becomes a `Refusal` with the line."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A row that was not read."""

    line: int
    column: str
    """As the file names it; empty where the whole row is meant."""
    reason: str

    def __str__(self) -> str:
        if not self.column:
            return _("line %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason}
        facts = {"line": self.line, "column": self.column, "reason": self.reason}
        return _("line %(line)s, column “%(column)s”: %(reason)s") % facts


@dataclass(frozen=True, kw_only=True)
class Report(Generic[Written]):
    """What was read, what was refused, and what was written."""

    count: int
    """Rows that were read."""
    refusals: list[Refusal] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    """Columns that mean nothing here and were passed over."""
    written: Written | None = None
    """None after a dry run, or where a refused row stopped everything."""
    is_repeat: bool = False
    """What the file says was there already; nothing was written, and `written` is what was there."""
