"""Entries from the tables of the rooms: what stands in somebody's name and moved no points, or not yet.

A source says which rows are a resident's, when each of them happened, and how it reads. Rows that never change are
read in the order of their ids; those that do, such as a sign-up that is cancelled, in the order of their moments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, F, Q, QuerySet, When
from django.db.models.functions import Cast, Coalesce
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from points.activities.models import CheckIn, Reminder, Shift, SignUp
from points.audit import LogEntry
from points.disputes.models import Dispute
from points.hours.models import Certificate, ServiceRecord, TimeProposal
from points.inbox.entries import Entry, Holder
from points.inbox.lines import how_recorded, is_by_hand
from points.inbox.models import Kind
from points.inbox.notices import read_year_end, year_ends
from points.people.models import Acting, ErasureRequest, Proxy
from points.rules import queries as rules
from points.rules.models import AwardRecord

Rows = QuerySet[Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Source:
    name: str
    rows: Callable[[Holder], Rows]
    """Those of the resident, each with its `moment`."""
    read: Callable[[Any], dict[str, Any]]
    """What an entry says: kind, title, and what else there is."""
    is_changing: bool = False
    """Read in the order of the moments, not of the ids."""

    def newest(self, holder: Holder, *, before: int | None, limit: int) -> list[Entry]:
        rows = self.rows(holder)
        if before is not None:
            rows = rows.filter(moment__lt=_moment_of(before)) if self.is_changing else rows.filter(pk__lt=before)
        rows = rows.order_by("-moment" if self.is_changing else "-pk")[:limit]
        return [self._entry(row) for row in rows]

    def since(self, holder: Holder, moment: datetime) -> Rows:
        return self.rows(holder).filter(moment__gt=moment).order_by()

    def _entry(self, row: Any) -> Entry:
        position = _position_of(row.moment) if self.is_changing else row.pk
        return Entry(source=self.name, position=position, at=row.moment, **self.read(row))


def _position_of(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment_of(position: int) -> datetime:
    return _EPOCH + position * _MICROSECOND


# --- hours and awards that moved no points --------------------------------------------------------------------------


def _hours(holder: Holder) -> Rows:
    mine = ServiceRecord.objects.filter(resident=holder.resident)
    return mine.filter(award__transfer__isnull=True).annotate(moment=F("recorded_at"))


def _read_hours(record: ServiceRecord) -> dict[str, Any]:
    is_waiting = record.state == ServiceRecord.State.WAITING
    waiting = _("A second person still has to confirm the hours.") if is_waiting else ""
    texts = [how_recorded(record), waiting]
    return {
        "kind": Kind.HOURS,
        "title": record.title,
        "text": " ".join(filter(None, texts)),
        "record": record.pk if is_by_hand(record) else None,
    }


def _empty_awards(holder: Holder) -> Rows:
    mine = AwardRecord.objects.filter(account__in=holder.accounts, transfer__isnull=True, service_record__isnull=True)
    return mine.filter(Q(resident=None) | Q(resident=holder.resident)).annotate(moment=F("recorded_at"))


def _read_empty_award(award: AwardRecord) -> dict[str, Any]:
    return {"kind": Kind.POINTS, "title": award.rule.name, "text": rules.explain(award)}


def _certificates(holder: Holder) -> Rows:
    mine = Certificate.objects.filter(resident=holder.resident)
    return mine.annotate(moment=Coalesce("revoked_at", "issued_at"))


def _read_certificate(certificate: Certificate) -> dict[str, Any]:
    span = _("%(first)s to %(last)s") % {"first": _day(certificate.starts_on), "last": _day(certificate.ends_on)}
    if certificate.revoked_at:
        title, text = _("A certificate of your hours was withdrawn"), _("Reason: %(reason)s")
        return {"kind": Kind.HOURS, "title": title, "text": text % {"reason": certificate.reason}}
    return {"kind": Kind.HOURS, "title": _("A certificate of your hours was issued"), "text": span}


# --- activities -----------------------------------------------------------------------------------------------------


def _sign_ups(holder: Holder) -> Rows:
    """What somebody else entered, whatever was cancelled, and places that were offered to who waited."""
    since = Coalesce("cancelled_at", "offered_at", "created_at")
    moment = Case(When(state=SignUp.State.LAPSED, then=F("offer_ends_at")), default=since)
    mine = SignUp.objects.filter(resident=holder.resident).annotate(moment=moment)
    own = Q(created_by__isnull=False, created_by=holder.resident.user_id, cancelled_at__isnull=True)
    return mine.exclude(own & Q(offered_at__isnull=True)).select_related("shift__activity")


def _read_sign_up(sign_up: SignUp) -> dict[str, Any]:
    titles = {
        SignUp.State.CANCELLED: _("Sign-up cancelled: %(activity)s"),
        SignUp.State.WAITING: _("On the waiting list: %(activity)s"),
        SignUp.State.OFFERED: _("A place is free for you: %(activity)s"),
        SignUp.State.LAPSED: _("Not confirmed in time, so the next one was asked: %(activity)s"),
    }
    read = _of_shift(sign_up.shift, titles.get(SignUp.State(sign_up.state), _("Signed up: %(activity)s")))
    if sign_up.state == SignUp.State.OFFERED and sign_up.offer_ends_at:
        until = formats.date_format(timezone.localtime(sign_up.offer_ends_at), "DATETIME_FORMAT")
        read["text"] = _("Please confirm by %(until)s.") % {"until": until}
    return read


def _check_ins(holder: Holder) -> Rows:
    # Of scans that were taken back nothing is left, neither a way in nor one out.
    came = Q(in_at__isnull=False) | Q(out_at__isnull=False)
    mine = CheckIn.objects.filter(came, resident=holder.resident, shift__state=Shift.State.OPEN)
    return mine.annotate(moment=Coalesce("in_at", "out_at")).select_related("shift__activity")


def _read_check_in(check_in: CheckIn) -> dict[str, Any]:
    return _of_shift(check_in.shift, _("Checked in: %(activity)s"))


def _shift_changes(holder: Holder) -> Rows:
    """Other times of a shift that the resident is signed up for; more or fewer places concern nobody."""
    signed_up = SignUp.objects.filter(resident=holder.resident, state=SignUp.State.CONFIRMED)
    shifts = signed_up.annotate(text=Cast("shift_id", CharField())).values("text")
    lines = _logged(Shift, ["points.shift_changed"]).filter(object_id__in=shifts)
    return lines.filter(Q(data__has_key="starts_at") | Q(data__has_key="ends_at"))


def _read_shift_change(line: LogEntry) -> dict[str, Any]:
    shift = Shift.objects.select_related("activity").get(pk=line.object_id)
    return _of_shift(shift, _("Other times: %(activity)s"))


def _reminders(holder: Holder) -> Rows:
    mine = Reminder.objects.filter(resident=holder.resident).annotate(moment=F("reminded_at"))
    return mine.select_related("shift__activity")


def _read_reminder(reminder: Reminder) -> dict[str, Any]:
    titles = {
        Reminder.Kind.DAY_BEFORE: _("Reminder: %(activity)s"),
        Reminder.Kind.HOURS_BEFORE: _("Begins soon: %(activity)s"),
        Reminder.Kind.OFFER_ENDS: _("Please confirm now, or the next one is asked: %(activity)s"),
    }
    return _of_shift(reminder.shift, titles[Reminder.Kind(reminder.kind)])


def _of_shift(shift: Shift, title: str) -> dict[str, Any]:
    starts_at = formats.date_format(timezone.localtime(shift.starts_at), "DATETIME_FORMAT")
    return {"kind": Kind.ACTIVITIES, "title": title % {"activity": shift.activity.name}, "text": starts_at}


# --- answers, and who acts for somebody -----------------------------------------------------------------------------


def _answers(holder: Holder) -> Rows:
    ours = Dispute.objects.filter(account__in=holder.accounts).exclude(state=Dispute.State.OPEN)
    return ours.annotate(moment=F("answered_at")).select_related("service_record__award")


def _read_answer(dispute: Dispute) -> dict[str, Any]:
    is_upheld = dispute.state == Dispute.State.UPHELD
    title = _("You were right: it was put right") if is_upheld else _("Your objection was looked at: it stays as it is")
    award = dispute.service_record.award if dispute.service_record else None
    transfer = award.transfer_id if award else dispute.transfer_id
    return {"kind": Kind.ANSWERS, "title": title, "text": dispute.answer, "transfer": transfer}


def _proposals(holder: Holder) -> Rows:
    mine = TimeProposal.objects.filter(record__resident=holder.resident).exclude(state=TimeProposal.State.OPEN)
    return mine.annotate(moment=F("answered_at"))


def _read_proposal(proposal: TimeProposal) -> dict[str, Any]:
    left_at = formats.date_format(timezone.localtime(proposal.ended_at), "DATETIME_FORMAT")
    if proposal.state == TimeProposal.State.DECLINED:
        return {"kind": Kind.ANSWERS, "title": _("The time that you proposed was declined"), "text": proposal.answer}
    return {"kind": Kind.ANSWERS, "title": _("The time that you proposed was accepted"), "text": left_at}


def _erasures(holder: Holder) -> Rows:
    asked = ErasureRequest.objects.filter(resident=holder.resident, state=ErasureRequest.State.DECLINED)
    return asked.annotate(moment=F("settled_at"))


def _read_erasure(request: ErasureRequest) -> dict[str, Any]:
    return {"kind": Kind.ANSWERS, "title": _("Your data could not be erased"), "text": request.answer}


def _proxies(holder: Holder) -> Rows:
    proxies = Proxy.objects.filter(resident=holder.resident).annotate(text=Cast("pk", CharField())).values("text")
    return _logged(Proxy, list(_APPOINTMENTS)).filter(object_id__in=proxies)


def _read_proxy(line: LogEntry) -> dict[str, Any]:
    proxy = Proxy.objects.select_related("user").get(pk=line.object_id)
    return {"kind": Kind.PEOPLE, "title": str(_APPOINTMENTS[line.action]()), "text": _who(proxy.user)}


_APPOINTMENTS: dict[str, Callable[[], str]] = {
    "points.proxy_appointed": lambda: _("Somebody may act for you from now on"),
    "points.proxy_ended": lambda: _("Somebody acts for you no more"),
}


def _actings(holder: Holder) -> Rows:
    mine = Acting.objects.filter(resident=holder.resident)
    return mine.annotate(moment=F("began_at")).select_related("user")


def _read_acting(acting: Acting) -> dict[str, Any]:
    return {"kind": Kind.PEOPLE, "title": _("Somebody opened these pages for you"), "text": _who(acting.user)}


# --- what they have in common ---------------------------------------------------------------------------------------


def _logged(model: type[Any], actions: list[str]) -> Rows:
    about = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(content_type=about, action__in=actions).annotate(moment=F("timestamp"))


def _who(user: Any) -> str:
    """Never the login itself, which may be a phone number."""
    return cast(str, user.get_full_name()) or _("Staff no. %(number)s") % {"number": user.pk}


def _day(day: Any) -> str:
    return cast(str, formats.date_format(day, "DATE_FORMAT"))


SOURCES = (
    Source(name="hours", rows=_hours, read=_read_hours),
    Source(name="nothing", rows=_empty_awards, read=_read_empty_award),
    Source(name="certificates", rows=_certificates, read=_read_certificate, is_changing=True),
    Source(name="sign-ups", rows=_sign_ups, read=_read_sign_up, is_changing=True),
    Source(name="check-ins", rows=_check_ins, read=_read_check_in, is_changing=True),
    Source(name="shifts", rows=_shift_changes, read=_read_shift_change),
    Source(name="reminders", rows=_reminders, read=_read_reminder),
    Source(name="answers", rows=_answers, read=_read_answer, is_changing=True),
    Source(name="proposals", rows=_proposals, read=_read_proposal, is_changing=True),
    Source(name="erasures", rows=_erasures, read=_read_erasure, is_changing=True),
    Source(name="proxies", rows=_proxies, read=_read_proxy),
    Source(name="actings", rows=_actings, read=_read_acting),
    Source(name="year-ends", rows=year_ends, read=read_year_end, is_changing=True),
)
"""All but the ledger, whose lines `points.inbox.lines` reads."""
