"""Answering an objection, once and in words that everybody reads, by somebody who had no part in the matter."""

from django.db import transaction
from django.utils import timezone

from points import audit, signals
from points.errors import HadAPart, ObjectionAnswered, OwnEntry, OwnHousehold
from points.notices import terms
from points.notices.models import NoticeLine, Objection
from points.notices.showing import home_of
from points.notices.words import people_behind, reason_in
from points.people import queries as people
from points.people.models import Household, Resident
from points.permissions import User, Verb


@transaction.atomic
def answer(objection: Objection, *, outcome: Objection.State, text: str, by: User) -> Objection:
    """Uphold it, so that the line does not stand; reject it, or answer what was only a question, so that it goes on.

    Also after the end of the notice: until then the line waits. Refuses with `not_permitted`, `not_your_grid`,
    `own_household`, `own_entry`, `had_a_part`, `objection_answered`, `reason_required`, `personal_data_in_text`,
    `name_in_text`.
    """
    permit_answering(objection, by=by)
    notice = terms.lock(objection.notice)
    locked = Objection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection.pk)
    if locked.state != Objection.State.OPEN or outcome == Objection.State.OPEN:
        raise ObjectionAnswered()
    told = reason_in(text, [*people_behind(notice.lines.all()), *_who_objected(locked)])
    locked.state, locked.answer = outcome, told
    locked.answered_by_id, locked.answered_at = by.pk, timezone.now()
    locked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    audit.write(locked, action=f"points.objection_{outcome}", by=by, data=audit.facts(notice=notice.pk))
    signals.ring(signals.objection_answered, sender=Objection, objection=locked)
    return locked


def permit_answering(objection: Objection, *, by: User) -> None:
    """Refuses whoever has no such duty here, belongs to a household in it, raised or entered it, or had a part."""
    people.require(by, Verb.ANSWER_OBJECTION, objection.notice.community)
    own = people.own_households(by)
    if any(household.pk in own for household in _households_in(objection)):
        raise OwnHousehold()
    if by.pk == objection.raised_by_id:
        raise OwnEntry()
    if by.pk in _who_had_a_part(objection):
        raise HadAPart()


def _households_in(objection: Objection) -> list[Household]:
    """Of whom it is about and of whoever objected. About the whole notice, everybody on it is concerned."""
    homes = [home_of(line) for line in _lines(objection)]
    return [*(home for home in homes if home), *(person.household for person in _who_objected(objection))]


def _who_objected(objection: Objection) -> list[Resident]:
    if objection.is_on_paper:
        return [objection.resident] if objection.resident else []
    return list(Resident.objects.select_related("household").filter(user=objection.raised_by_id))


def _who_had_a_part(objection: Objection) -> set[object]:
    lines = _lines(objection)
    named = {user.pk for line in lines for user in line.kept_out.all()}
    return named | {line.added_by_id for line in lines} | {objection.notice.drafted_by_id}


def _lines(objection: Objection) -> list[NoticeLine]:
    rows = NoticeLine.objects.select_related("resident__household", "household").prefetch_related("kept_out")
    about = {"pk": objection.line_id} if objection.line_id else {"notice": objection.notice_id}
    return list(rows.filter(**about))
