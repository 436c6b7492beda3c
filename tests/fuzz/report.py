"""What the fuzzers say: tables for a terminal that are also the tables of docs/fuzz.md."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "fuzz.md"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def percent(part: float) -> str:
    return f"{part:.0%}"


def most_common(found: Counter[str], count: int, *, without: Iterable[str] = ()) -> str:
    named = [(name, number) for name, number in found.most_common() if name not in set(without)]
    return ", ".join(f"{name} {number:,}" for name, number in named[:count])


def write(name: str, text: str, *, to: Path = DOCS) -> None:
    """Puts `text` between the two markers of that name."""
    page = to.read_text()
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = page.partition(begin)
    _old, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{to.name} has no place for {name}")
    to.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}")
