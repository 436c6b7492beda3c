"""Why points went at the end of a year, in the language of whoever reads it: whole sentences from the figures kept."""

from collections.abc import Iterable

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.amounts import format_points
from points.ledger.models import Transfer
from points.rules.models import ExpiryLine
from points.rules.year_ends import YearEnd

_EXPIRED = gettext_lazy(
    "What came in before %(day)s was good until the end of %(year)s: of %(balance)s points, %(amount)s expired "
    "(“%(book)s”, version %(version)s)."
)
_RESET = gettext_lazy(
    "After the end of %(year)s the points begin anew: of %(balance)s points, %(amount)s went "
    "(“%(book)s”, version %(version)s)."
)
_NEWER = gettext_lazy("%(newer)s came in since %(day)s and stay.")
_KEPT = gettext_lazy("%(kept)s are base points and stay.")
_HELD = gettext_lazy("%(held)s are promised to goods and stay.")


def explained_lines(transfers: Iterable[Transfer]) -> dict[int, ExpiryLine]:
    """The lines of year ends that these transfers booked or took back, by the ids of those that booked them.

    One statement; none where nothing expired, as in most passbooks.
    """
    meant = [transfer.reverses or transfer for transfer in transfers]
    expired = [transfer.pk for transfer in meant if transfer.kind == Transfer.Kind.EXPIRY]
    lines = ExpiryLine.objects.filter(transfer__in=expired).select_related("transfer", "round__rule_book")
    return {line.transfer_id: line for line in lines}


def explain_expiry(line: ExpiryLine) -> str:
    """Why the line has its amount, in the language that is active."""
    words = _words(line)
    said = ""
    for part in _parts(line):
        whole = str(part) % words
        said = _("%(first)s %(second)s") % {"first": said, "second": whole} if said else whole
    return said


def _parts(line: ExpiryLine) -> list[Promise]:
    whole = _RESET if _year_end(line).is_reset else _EXPIRED
    more = ((line.newer, _NEWER), (line.kept, _KEPT), (line.held, _HELD))
    return [whole, *(part for tenths, part in more if tenths)]


def _words(line: ExpiryLine) -> dict[str, object]:
    book = line.round.rule_book
    return {
        "year": line.round.year,
        "day": formats.date_format(_year_end(line).credited_before, "DATE_FORMAT"),
        "book": book.name,
        "version": book.version,
        "balance": format_points(line.balance),
        "amount": format_points(line.transfer.amount),
        "newer": format_points(line.newer),
        "kept": format_points(line.kept),
        "held": format_points(line.held),
    }


def _year_end(line: ExpiryLine) -> YearEnd:
    return YearEnd(rule_book=line.round.rule_book, year=line.round.year)
