"""Why scans are refused: a closed list, each with a sentence in three languages and a trace that names nobody."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from points import errors
from points.activities import attempts
from points.activities import services as activities
from points.activities.attempts import Reason, digest_of
from points.errors import CardUnreadable, CodeExpired, PointsError
from points.models import CheckIn, LogEntry, RequestKey, Scan
from points.people import queries as people_queries
from points.people import services as people
from points.signals import checked_in

from .conftest import clock
from .scanning import by_card, by_code, key

ROOT = Path(__file__).resolve().parents[2] / "points"
WAYS = {
    "activities/services/check_ins.py": None,
    "activities/codes.py": None,
    "activities/times.py": {"refuse_outside"},
    "activities/queries.py": {"refuse_strangers"},
    "people/queries.py": {"read_card"},
    "hours/services/vouching.py": None,
}
"""What a scan walks through, and which functions of it where the others are not for scans."""
KEPT_NOWHERE = {"NotPermitted", "IdempotencyMismatch"}
"""Whoever may not scan leaves no scan, and a client that mixed up its keys has one already."""


def raised_in(path: str, functions: set[str] | None) -> set[str]:
    found = set()
    for function in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(function, ast.FunctionDef) and (functions is None or function.name in functions):
            found |= {name.id for name in ast.walk(function) if isinstance(name, ast.Name)}
    return {name for name in found if isinstance(getattr(errors, name, None), type)} - {"PointsError"}


@pytest.mark.once
def test_every_refusal_that_a_scan_can_meet_is_in_the_list_and_no_other():
    names = set().union(*(raised_in(path, functions) for path, functions in WAYS.items())) - KEPT_NOWHERE
    assert {getattr(errors, name).code for name in names} == {reason.value for reason in Reason}


@pytest.mark.once
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_three_languages(reason):
    sentences = set()
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            sentences.add(str(PointsError._by_code[reason].sentence))
    assert len(sentences) == 3


@pytest.mark.once
def test_another_reason_cannot_be_kept(monkeypatch):
    attempt = attempts.Attempt.__new__(attempts.Attempt)
    monkeypatch.setattr(attempts.Attempt, "scan", lambda self: Scan())
    with pytest.raises(ValueError, match="places_taken"):
        attempt.refused(errors.PlacesTaken(taken=1))


# --- the trace --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_forgery_is_known_again_by_a_digest_that_gives_nothing_away(shift, organiser, settings):
    forged = "V1.ABCDEFGHJKMNPQ.AAAAAAAAAAAAAAAA"
    for text in (forged, forged.lower() + " ", forged[:-1] + "B"):
        seen = activities.CardSeen(shift_id=shift.pk, card_text=text, direction="in", device="K7")
        with clock("08:05"), pytest.raises(CardUnreadable):
            activities.check_in_seen(shift, seen=seen, by=organiser, key=key())
    first, again, other = Scan.objects.order_by("pk").values_list("digest", flat=True)
    assert first == again != other
    assert not any("ABCDEFGHJKMNPQ" in str(value) for row in Scan.objects.values() for value in row.values())
    assert set(Scan.objects.values_list("device", flat=True)) == {"K7"}
    settings.SECRET_KEY = "another"
    assert digest_of(forged) != first


@pytest.mark.django_db
def test_a_wrong_code_leaves_its_digest_and_an_accepted_scan_none(shift, volunteer, organiser, administrator):
    people.issue_card(volunteer.household, by=administrator, resident=volunteer)
    with clock("08:05"):
        with pytest.raises(CodeExpired):
            by_code(shift, volunteer, code="AAAAAAAA")
        by_card(shift, volunteer, organiser)
    assert [bool(digest) for digest in Scan.objects.order_by("pk").values_list("digest", flat=True)] == [True, False]


# --- a dry run --------------------------------------------------------------------------------------------------------


def rows() -> list[int]:
    return [model.objects.count() for model in (Scan, CheckIn, RequestKey, LogEntry)]


@pytest.mark.django_db
@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_dry_run_comes_to_the_same_and_leaves_nothing(shift, volunteer, organiser, administrator, direction):
    card = people_queries.card_text(people.issue_card(volunteer.household, by=administrator, resident=volunteer))
    before = rows()
    with clock("08:05"), activities.dry_run():
        tried = activities.check_in_by_card(shift, card_text=card, direction=direction, by=organiser, key=key())
        assert tried.result.resident == volunteer
    assert rows() == before


@pytest.mark.django_db
def test_a_dry_run_refuses_as_always_and_leaves_nothing(shift, organiser):
    before = rows()
    for _ in range(2):
        with clock("08:05"), pytest.raises(CardUnreadable), activities.dry_run():
            activities.check_in_by_card(shift, card_text="V1.A.B", direction="in", by=organiser, key="the same")
    assert rows() == before


@pytest.mark.django_db
def test_nobody_is_told_of_a_dry_run(shift, volunteer, organiser, administrator, django_capture_on_commit_callbacks):
    told = []
    checked_in.connect(lambda check_in, **_: told.append(check_in), weak=False, dispatch_uid="t")
    card = people_queries.card_text(people.issue_card(volunteer.household, by=administrator, resident=volunteer))
    about = {"card_text": card, "direction": "in", "by": organiser}
    with clock("08:05"), django_capture_on_commit_callbacks(execute=True):
        with activities.dry_run():
            activities.check_in_by_card(shift, **about, key=key())
        activities.check_in_by_card(shift, **about, key=key())
    checked_in.disconnect(dispatch_uid="t")
    assert told == [CheckIn.objects.get()]
