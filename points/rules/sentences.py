"""The sentence behind a number.

An award keeps figures, not words, so that it explains itself in the language of whoever reads it. Each kind of rule
has a whole sentence of its own, and what a cap, an empty account or a reversal did is another whole sentence after
it: translators get sentences, never fragments.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from points.amounts import format_points, format_signed

Figures = Mapping[str, Any]

_BY_KIND: dict[str, Promise] = {
    "per_event": _("“%(name)s” gives %(points)s for each %(unit)s (rule %(code)s of “%(book)s”, version %(version)s)."),
    "per_event_many": _(
        "“%(name)s” gives %(points)s for each %(unit)s; counted %(quantity)s times, this makes %(plain)s "
        "(rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "per_hour": _(
        "“%(name)s” gives %(points)s for every %(minutes_per_unit)s minutes; %(minutes)s minutes were served, which "
        "makes %(plain)s (rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "per_hour_many": _(
        "“%(name)s” gives %(points)s for every %(minutes_per_unit)s minutes; %(minutes)s minutes were served and "
        "counted %(quantity)s times, which makes %(plain)s (rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "per_period": _("“%(name)s” gives %(points)s, once %(span)s (rule %(code)s of “%(book)s”, version %(version)s)."),
    "one_off": _(
        "“%(name)s” gives %(points)s and is counted only once (rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "range": _(
        "For “%(name)s” the panel may give %(points)s to %(points_most)s; it gave %(plain)s "
        "(rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "range_many": _(
        "For “%(name)s” the panel may give %(points)s to %(points_most)s; counted %(quantity)s times, its choice makes "
        "%(plain)s (rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "deduction": _("“%(name)s” costs %(points)s for each %(unit)s (rule %(code)s of “%(book)s”, version %(version)s)."),
    "deduction_many": _(
        "“%(name)s” costs %(points)s for each %(unit)s; counted %(quantity)s times, this makes %(plain)s "
        "(rule %(code)s of “%(book)s”, version %(version)s)."
    ),
    "reset": _(
        "“%(name)s” sets the points back to zero: %(plain)s (rule %(code)s of “%(book)s”, version %(version)s)."
    ),
}
_COEFFICIENT = _("The difficulty “%(difficulty)s” counts %(percent)s %%, which makes %(gross)s.")
_ROUNDED = _("Points are rounded to a tenth.")
_CUT = _("The cap of %(cap)s %(cap_period)s left %(amount)s and cut off %(cut)s.")
_CUT_BY_GROUP = _("The cap of %(cap)s %(cap_period)s for “%(cap_group)s” left %(amount)s and cut off %(cut)s.")
_USED_UP = _("The cap of %(cap)s %(cap_period)s is used up, so nothing is added.")
_USED_UP_BY_GROUP = _("The cap of %(cap)s %(cap_period)s for “%(cap_group)s” is used up, so nothing is added.")
_DEDUCTION_USED_UP = _("The cap of %(cap)s %(cap_period)s is used up, so nothing is taken.")
_COUNTED_BEFORE = _("It has been counted in this period, so nothing is added.")
_COUNTED_ONCE = _("It has been counted before, so nothing is added.")
_SHORTFALL = _("Of this, %(taken)s could be taken and %(shortfall)s was not there.")
_UNDONE = _("This was undone on %(undone_on)s.")
_UNDONE_WITH_SHORTFALL = _(
    "This was undone on %(undone_on)s; %(undone_shortfall)s had been spent and could not be taken back."
)
_TWO_SENTENCES = _("%(first)s %(second)s")
_PERIODS: dict[str, Promise] = {
    "event": _("per event"),
    "day": _("per day"),
    "month": _("per month"),
    "quarter": _("per quarter"),
    "year": _("per year"),
    "once": _("in all"),
}


def sentence(figures: Figures, language: str | None = None) -> str:
    """What the figures say, in `language` or in the language that is active."""
    with translation.override(language or translation.get_language()):
        words = _words(figures)
        said = ""
        for part in _parts(figures):
            whole = str(part) % words
            said = str(_TWO_SENTENCES) % {"first": said, "second": whole} if said else whole
        return said


def _parts(figures: Figures) -> list[Promise]:
    kind = figures["kind"]
    parts = [_BY_KIND.get(f"{kind}_many", _BY_KIND[kind]) if figures["quantity"] > 1 else _BY_KIND[kind]]
    if figures["difficulty"]:
        parts.append(_COEFFICIENT)
    if figures["is_rounded"]:
        parts.append(_ROUNDED)
    if figures["cut"]:
        parts.append(_cut_by(figures))
    if figures.get("shortfall"):
        parts.append(_SHORTFALL)
    if figures.get("undone_on"):
        parts.append(_UNDONE_WITH_SHORTFALL if figures.get("undone_shortfall") else _UNDONE)
    return parts


def _cut_by(figures: Figures) -> Promise:
    if figures["cap"] is None:
        return _COUNTED_ONCE if figures["cap_period"] == "once" else _COUNTED_BEFORE
    if figures["amount"]:
        return _CUT_BY_GROUP if figures["cap_group"] else _CUT
    if figures["kind"] == "deduction":
        return _DEDUCTION_USED_UP
    return _USED_UP_BY_GROUP if figures["cap_group"] else _USED_UP


def _words(figures: Figures) -> dict[str, Any]:
    points_most = figures["points_most"]
    return {
        **figures,
        "points": format_signed(figures["points"]),
        "points_most": format_signed(points_most) if points_most is not None else "",
        "plain": format_signed(figures["plain"]),
        "gross": format_signed(figures["gross"]),
        "amount": format_signed(figures["amount"]),
        "cut": format_points(figures["cut"]),
        "cap": format_points(figures.get("cap") or 0),
        "cap_period": _period(figures.get("cap_period")),
        "span": _period(figures["span"]),
        "taken": format_points(abs(figures["amount"]) - figures.get("shortfall", 0)),
        "shortfall": format_points(figures.get("shortfall", 0)),
        "undone_shortfall": format_points(figures.get("undone_shortfall", 0)),
    }


def _period(span: str | None) -> Promise | str:
    return _PERIODS[span] if span else ""
