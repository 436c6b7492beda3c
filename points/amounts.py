"""Amounts of points.

Vinegar costs half a point and some rules give a tenth, so points are stored as **integer tenths** everywhere:
in the database, in services, in the API's integer fields. People read and type points with at most one decimal.
"""

from decimal import Decimal, InvalidOperation

TENTHS = 10
LARGEST = 10**12
"""No single amount is larger: 100,000,000,000 points in tenths. A typing slip ends here, not in the ledger."""


def parse_points(text: str) -> int:
    """Tenths from what a person typed: `parse_points("0.5") == 5`.

    Raises ValueError for anything else than a plain number with at most one decimal.
    """
    try:
        tenths = Decimal(text.strip()) * TENTHS
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None
    if not tenths.is_finite() or tenths != tenths.to_integral_value():
        raise ValueError(f"more than one decimal: {text!r}")
    if abs(tenths) > LARGEST:
        raise ValueError(f"too large: {text!r}")
    return int(tenths)


def format_points(tenths: int) -> str:
    """What a person reads: `format_points(5) == "0.5"`, `format_points(400) == "40"`."""
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), TENTHS)
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def format_signed(tenths: int) -> str:
    """With its sign, as a statement shows it: `+40`, `-0.5`."""
    return f"+{format_points(tenths)}" if tenths > 0 else format_points(tenths)
