"""Everything that is kept about a resident, as tables for the own copy.

What the resident may see on the site and no more: of the household its passbook and the names of its members, of other
people neither birthday nor phone, of staff nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import registry

from points import personal
from points.activities.models import CheckIn, Excuse, PlaceHint, Rating, Reminder, Scan, SignUp
from points.amounts import TENTHS
from points.audit import LogEntry
from points.disputes.models import Dispute
from points.hours import queries as hours
from points.hours.models import Certificate, ServiceRecord
from points.inbox.models import Telling
from points.ledger import queries as ledger
from points.ledger.models import Account
from points.notices.models import NoticeLine, Objection
from points.patrols.models import Passing
from points.people.models import (
    Acting,
    Card,
    Consent,
    ErasureRequest,
    Proxy,
    Residence,
    Resident,
    ResidentSkill,
    TeamMembership,
    UnitMembership,
)
from points.personal import Sheet
from points.rules import queries as rules
from points.rules.models import AwardRecord
from points.stations.models import Asking
from points.supermarket.models import Redemption

_AT_ONCE = 500


def sheets_of(resident: Resident) -> Iterator[Sheet]:
    """The tables of the copy; their rows are read when they are written."""
    yield _facts("me", _("About me"), _about(resident))
    yield _facts("household", _("Our household"), _about_household(resident))
    yield _passbook("passbook", resident.household.account, resident)
    if resident.account:
        yield _passbook("own-passbook", resident.account, resident)
    for name, rows, fields in _tables(resident):
        yield _table(name, rows, fields)
    yield _redemptions(resident)
    yield _log(resident)
    for keeper in personal.keepers():
        yield from keeper.sheets(resident=resident.pk, user=resident.user_id)


# --- facts: one to a line -------------------------------------------------------------------------------------------


def _facts(name: str, title: str, facts: Sequence[tuple[str, str, Any]]) -> Sheet:
    columns = {"fact": _("Fact"), "label": _("Meaning"), "value": _("Value")}
    return Sheet(name=name, title=title, columns=columns, rows=lambda: facts)


def _about(resident: Resident) -> list[tuple[str, str, Any]]:
    names = ["name", "volunteer_number", "is_phone_verified", "born_on", "is_head", "created_at"]
    phone = ("phone", _label(Resident, "phone"), (resident.phone or "").removeprefix("+86"))
    user = resident.user
    facts = [(name, _label(Resident, name), getattr(resident, name)) for name in names]
    if user is None:
        return [*facts, phone]
    login = [("login", _("Login"), user.get_username()), ("last_login", _("Last signed in"), user.last_login)]
    return [*facts, phone, *login]


def _about_household(resident: Resident) -> list[tuple[str, str, Any]]:
    household = resident.household
    members = household.residents.filter(is_active=True).values_list("name", flat=True)
    return [
        ("grid", _label(type(household), "grid"), household.grid.name),
        ("door", _label(type(household), "door"), household.door),
        ("account", _label(type(household), "account"), household.account.grouped_number),
        ("balance", _label(Account, "balance"), _points(household.account.balance)),
        *(("member", _("Member"), name) for name in members),
    ]


# --- tables ---------------------------------------------------------------------------------------------------------


def _tables(resident: Resident) -> Iterator[tuple[str, QuerySet[Any], Sequence[str]]]:
    """Name, rows and fields of what hangs on the resident directly."""
    scanned = CheckIn.objects.filter(resident=resident).values("shift")
    yield "residences", Residence.objects.filter(household=resident.household_id), ["grid.name", "door", *_SPAN]
    yield "hours", ServiceRecord.objects.filter(resident=resident).annotate(**hours.IN_TWO_COLUMNS), _OF_HOURS
    yield "sign-ups", _of(resident, SignUp, "shift__activity", "role"), _OF_SIGN_UP
    yield "excuses", Excuse.objects.filter(sign_up__resident=resident), ["sign_up.shift", "reason", *_OF_EXCUSE]
    yield "ratings", Rating.objects.filter(giver=resident), ["shift", "stars", "word", "rated_at"]
    yield "reminders", _of(resident, Reminder, "shift__activity"), ["shift", "kind", "reminded_at"]
    yield "check-ins", _of(resident, CheckIn, "shift__activity"), ["shift", "in_at", "out_at", "is_by_hand"]
    yield "place-hints", PlaceHint.objects.filter(check_in__resident=resident), ["check_in.shift", "word"]
    yield "checkpoints", _of(resident, Passing, "shift__activity", "point"), _OF_PASSING
    yield "stations", _of(resident, Asking, "shift__activity", "station"), _OF_ASKING
    yield "scans", _of(resident, Scan, "shift__activity").filter(shift__in=scanned), _OF_SCAN
    yield "certificates", _of(resident, Certificate), _OF_CERTIFICATE
    yield "objections", _of(resident, Dispute), ["kind", "text", "state", "answer", "raised_at", "answered_at"]
    yield "notices", _on_notice(resident), ["notice", "text", "taken_off_at", "reason"]
    yield "notice-objections", _objections_of(resident), ["notice", "text", *_OF_OBJECTION]
    yield "consents", _of(resident, Consent), ["purpose", "given_at", "is_by_guardian", "withdrawn_at"]
    yield "proxies", _of(resident, Proxy), ["kind", "since", "until"]
    yield "acted-for-me", _of(resident, Acting), ["kind", "began_at", "ends_at"]
    yield "teams", _of(resident, TeamMembership, "team"), ["team", "is_leader", "since", "until"]
    yield "units", _of(resident, UnitMembership, "unit"), ["unit", "since", "until"]
    yield "skills", _of(resident, ResidentSkill, "skill"), ["skill", "confirmed_at", "ended_at"]
    yield "cards", _of(resident, Card), ["issued_at", "revoked_at"]
    yield "messages", _of(resident, Telling), ["channel", "told_at"]
    yield "erasure", _of(resident, ErasureRequest), ["state", "requested_at", "settled_at", "answer"]


_SPAN = ["since", "until"]
_OF_PASSING = ["shift", "point", "round_number", "happened_at", "claimed_at", "recorded_at", "timing"]
_OF_ASKING = ["shift", "station", "direction", "asked_at", "state", "why", "answered_at"]
_OF_HOURS = [
    "title",
    "place",
    "content",
    "organiser",
    "occurred_on",
    "started_at",
    "ended_at",
    *hours.IN_TWO_COLUMNS,
    "source",
    "is_closed_automatically",
    "state",
    "recorded_at",
    "reason",
]
_OF_SIGN_UP = ["shift", "role", "state", "created_at", "offered_at", "offer_ends_at", "cancelled_at"]
_OF_EXCUSE = ["recorded_at", "withdrawn_at"]
_OF_OBJECTION = ["is_on_paper", "raised_at", "state", "answer", "answered_at"]
_OF_SCAN = ["shift", "direction", "way", "occurred_at", "recorded_at", "refusal", "reason"]
_OF_CERTIFICATE = [
    "serial",
    "starts_on",
    "ends_on",
    "minutes_scanned",
    "minutes_by_hand",
    "issuer",
    "remarks",
    "issued_at",
    "revoked_at",
    "reason",
]


def _of(resident: Resident, model: type[Model], *related: str) -> QuerySet[Any]:
    rows = model._default_manager.filter(resident=resident)
    return rows.select_related(*related) if related else rows


def _on_notice(resident: Resident) -> QuerySet[Any]:
    about = Q(resident=resident) | Q(household=resident.household_id)
    return NoticeLine.objects.filter(about).select_related("notice")


def _objections_of(resident: Resident) -> QuerySet[Any]:
    """From the own phone, or on a paper that the person signed."""
    own = Q(raised_by=resident.user_id, raised_by__isnull=False, is_on_paper=False) | Q(resident=resident)
    return Objection.objects.filter(own).select_related("notice")


def _table(name: str, rows: QuerySet[Any], fields: Sequence[str]) -> Sheet:
    model = rows.model
    columns = {field: _label(model, field.partition(".")[0]) for field in fields}
    title = str(capfirst(model._meta.verbose_name_plural))
    return Sheet(name=name, title=title, columns=columns, rows=_read(rows, fields))


def _read(rows: QuerySet[Any], fields: Sequence[str]) -> Callable[[], Iterable[list[Any]]]:
    def read() -> Iterator[list[Any]]:
        for row in rows.order_by("pk").iterator(chunk_size=_AT_ONCE):
            yield [_value(row, field) for field in fields]

    return read


def _value(row: Any, field: str) -> Any:
    first, _dot, rest = field.partition(".")
    if rest:
        return _value(getattr(row, first), rest)
    display = getattr(row, f"get_{field}_display", None)
    value = display() if display else getattr(row, field)
    return str(value) if isinstance(value, Model) else value


def _label(model: type[Model], field: str) -> str:
    # Of a record they are worked out; a certificate keeps them.
    model = Certificate if field in hours.IN_TWO_COLUMNS else model
    return str(capfirst(getattr(model._meta.get_field(field), "verbose_name", field)))


# --- points and goods -----------------------------------------------------------------------------------------------


def _passbook(name: str, account: Account, resident: Resident) -> Sheet:
    columns = {
        "number": _("Line number"),
        "occurred_on": _("Day"),
        "recorded_at": _("Recorded at"),
        "kind": _("Kind"),
        "what": _("What"),
        "amount": _("Amount"),
        "balance": _("Balance afterwards"),
        "explanation": _("Why this amount"),
        "note": _("Remark"),
    }

    def rows() -> Iterator[list[Any]]:
        before: int | None = None
        while lines := ledger.statement(account, limit=_AT_ONCE, before=before):
            acts = _acts(lines, resident)
            yield from (_line(line, acts.get(line.transfer.pk)) for line in lines)
            before = lines[-1].transfer.pk

    return Sheet(name=name, title=str(account.get_book_display()), columns=columns, rows=rows)


def _acts(lines: Sequence[ledger.Line], resident: Resident) -> dict[int, AwardRecord]:
    """What was valued, by transfer: what the person did, and what nobody did in particular."""
    acts = AwardRecord.objects.filter(transfer__in=[line.transfer.pk for line in lines]).select_related("rule")
    mine = [act for act in acts if act.resident_id in (None, resident.pk)]
    return {act.transfer_id: act for act in mine if act.transfer_id is not None}


def _line(line: ledger.Line, act: AwardRecord | None) -> list[Any]:
    transfer = line.transfer
    return [
        transfer.pk,
        transfer.occurred_on,
        transfer.created_at,
        transfer.get_kind_display(),
        transfer.memo,
        _points(line.amount),
        _points(line.balance),
        rules.explain(act) if act else "",
        act.note if act else "",
    ]


def _points(tenths: int) -> int | float:
    """A number, so that a spreadsheet adds it up."""
    return tenths / TENTHS if tenths % TENTHS else tenths // TENTHS


def _redemptions(resident: Resident) -> Sheet:
    sold = Redemption.objects.filter(household=resident.household_id).select_related("store").order_by("pk")
    columns = {
        "receipt": _("Receipt number"),
        "store": _("Store"),
        "redeemed_at": _("Redeemed at"),
        "goods": _("Goods"),
        "total": _("Total"),
    }

    def rows() -> Iterator[list[Any]]:
        for one in sold.prefetch_related("lines__good").iterator(chunk_size=_AT_ONCE):
            goods = ", ".join(f"{line.good.name} × {line.quantity}" for line in one.lines.all())
            yield [one.number, one.store.name, one.created_at, goods, _points(one.total)]

    return Sheet(name="goods", title=str(capfirst(Redemption._meta.verbose_name_plural)), columns=columns, rows=rows)


def _log(resident: Resident) -> Sheet:
    about = ContentType.objects.get_for_model(Resident)
    lines = LogEntry.objects.filter(content_type=about, object_id=str(resident.pk)).order_by("pk")

    def rows() -> Iterator[list[Any]]:
        for line in lines.iterator(chunk_size=_AT_ONCE):
            yield [line.timestamp, str(registry.get_action_label(line.action))]

    columns = {"at": _("When"), "what": _("What")}
    return Sheet(name="log", title=_("What was done with my data"), columns=columns, rows=rows)
