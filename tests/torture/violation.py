"""What the checker reports."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Violation:
    kind: str
    """In two or three words, such as `lost` or `refused but done`."""
    fact: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.fact}"
