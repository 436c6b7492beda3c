"""Amounts of points.

Vinegar costs half a point and some rules give a tenth, so points are stored as **integer tenths** everywhere:
in the database, in services, in the API's integer fields. People read and type points with at most one decimal.
"""

import re
from decimal import Decimal, InvalidOperation

TENTHS = 10
LARGEST = 10**12
"""No single amount is larger: 100,000,000,000 points in tenths. A typing slip ends here, not in the ledger."""

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d)?")


def parse_points(text: str) -> int:
    """Tenths from what a person typed: `parse_points("0.5") == 5`.

    Raises ValueError for anything else than a number with at most one decimal; commas stand before three digits only,
    because elsewhere `1,5` is one and a half.
    """
    text = text.strip()
    try:
        tenths = Decimal(text.replace(",", "") if _GROUPED.fullmatch(text) else text) * TENTHS
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None
    if not tenths.is_finite() or tenths != tenths.to_integral_value():
        raise ValueError(f"more than one decimal: {text!r}")
    if abs(tenths) > LARGEST:
        raise ValueError(f"too large: {text!r}")
    return int(tenths)


def format_points(tenths: int) -> str:
    """What a person reads, in all three languages: `0.5`, `40`, `12,345.5`."""
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), TENTHS)
    return f"{sign}{whole:,}.{rest}" if rest else f"{sign}{whole:,}"


def plain_points(tenths: int) -> str:
    """What a field or a file holds: `12345.5`."""
    return format_points(tenths).replace(",", "")


def format_signed(tenths: int) -> str:
    """With its sign, as a statement shows it: `+40`, `-0.5`."""
    return f"+{format_points(tenths)}" if tenths > 0 else format_points(tenths)
