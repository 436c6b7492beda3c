"""A plain scan is taken in one statement, and comes to exactly what the careful way makes of it."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.activities import plain_scans, queries
from points.activities import services as activities
from points.errors import PointsError
from points.models import CheckIn, RequestKey, Resident, Scan, Shift
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role
from points.signals import checked_in

from .conftest import at, clock
from .scanning import by_code, key

pytestmark = pytest.mark.django_db
STATEMENTS = {"postgresql": 1, "sqlite": 4}


@pytest.fixture
def card_of(administrator):
    """`card_of(resident)` is the text of a card of the resident, `card_of(household)` of one of the household."""

    def card_of(holder):
        household = holder.household if isinstance(holder, Resident) else holder
        resident = holder if isinstance(holder, Resident) else None
        return people_queries.card_text(people.issue_card(household, by=administrator, resident=resident))

    return card_of


def sent_by(act) -> list[str]:
    """The statements that `act` sends, savepoints aside."""
    with CaptureQueriesContext(connection) as sent:
        act()
    return [row["sql"] for row in sent if "SAVEPOINT" not in row["sql"]]


# --- what a plain scan costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_card_and_a_code_cost_one_statement(shift, make_volunteer, card_of, organiser, direction):
    carrying, typing = make_volunteer("王芳"), make_volunteer("李雷")
    text = card_of(carrying)
    shift = Shift.objects.get(pk=shift.pk)
    more = {"direction": direction, "key": key()}
    with clock("09:02"):
        code = queries.current_code(shift)
        taken = [
            sent_by(lambda: activities.check_in_by_card(shift, card_text=text, by=organiser, **more)),
            sent_by(lambda: by_code(shift, typing, direction, code=code)),
        ]
    assert [len(sent) for sent in taken] == [STATEMENTS[connection.vendor]] * 2
    assert Scan.objects.filter(refusal="", occurred_at=at("09:02")).count() == 2


def test_hosts_hear_of_a_plain_scan_once(shift, volunteer, card_of, organiser, django_capture_on_commit_callbacks):
    text, told = card_of(volunteer), []
    checked_in.connect(lambda check_in, **_: told.append(check_in), weak=False, dispatch_uid="t")
    with clock("08:02"), django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            activities.check_in_by_card(shift, card_text=text, direction="in", by=organiser, key="same")
    checked_in.disconnect(dispatch_uid="t")
    assert [(row.resident, row.shift, row.in_at) for row in told] == [(volunteer, shift, at("08:02"))]


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_commits_by_itself(shift, volunteer, card_of, organiser):
    text = card_of(volunteer)
    with clock("08:02"):
        answer = activities.check_in_by_card(shift, card_text=text, direction="in", by=organiser, key="k")
    connection.close()
    assert answer.result == CheckIn.objects.get(in_at=at("08:02"))
    assert RequestKey.objects.get(pk="k").refusal == ""


def test_what_fails_inside_a_transaction_leaves_it_whole(shift, volunteer, card_of, organiser):
    """A scan has the key already, so the statement fails after it has written the check-in."""
    text = card_of(volunteer)
    Scan.objects.create(
        shift=shift, direction="in", way="card", key="k", occurred_at=at("08:00"), refusal="code_expired"
    )
    attempt = plain_scans.Attempt(
        shift=shift, direction="in", way="card", key="k", by=organiser, card_text=text, occurred_at=at("08:02")
    )
    assert plain_scans.take(attempt) is None
    assert not CheckIn.objects.exists()
    assert not RequestKey.objects.filter(pk="k").exists()


# --- the two ways come to the same ----------------------------------------------------------------------------------


class Walk:
    """The same events at two shifts: one takes plain scans in one statement, the other takes all the careful way."""

    def __init__(self, random, shifts, people_, staff, monkeypatch):
        self.random, self.shifts, self.people, self.staff = random, shifts, people_, staff
        self.monkeypatch, self.taken, self.past = monkeypatch, 0, []
        self.now = at("07:00")

    def step(self, number: int) -> None:
        self.now += timedelta(seconds=self.random.choice([0, 1, 40, 150]))
        with time_machine.travel(self.now, tick=False):
            if self.past and self.random.random() < 0.2:
                # Sent again: as it was, or with the key of something else.
                act, sent, _ = self.random.choice(self.past)
                self.compare(act, sent, self.random.choice(self.past)[2] if self.random.random() < 0.3 else _)
                return
            if self.random.random() < 0.07:
                self.change()
            act, sent = self.random.choice([self.card, self.card, self.card, self.code, self.hand])()
            self.past.append((act, sent, f"event {number}"))
            self.compare(*self.past[-1])

    def compare(self, act, sent, key) -> None:
        plain = self.outcome(act, self.shifts[0], sent, f"{key} of the first")
        with self.monkeypatch.context() as patch:
            patch.setattr(plain_scans, "take", lambda attempt: None)
            careful = self.outcome(act, self.shifts[1], sent, f"{key} of the second")
        assert plain == careful, (act, sent, key)

    def outcome(self, act, shift, sent, key):
        try:
            answer = act(Shift.objects.get(pk=shift.pk), key=key, **sent)
        except PointsError as refusal:
            return refusal.code, refusal.params
        found = answer.result
        return found.resident_id, found.in_at, found.out_at, found.is_by_hand, answer.is_replay

    def card(self):
        sent = {"card_text": self.random.choice(self.people)["card"], "direction": self.direction()}
        return activities.check_in_by_card, sent | {"by": self.random.choice(self.staff), "occurred_at": self.claim()}

    def code(self):
        person = self.random.choice(self.people)["resident"]
        by = person.user if self.random.random() < 0.9 else self.random.choice(self.staff)
        is_fresh = self.random.random() < 0.9
        return self.by_code, {"resident": person, "direction": self.direction(), "by": by, "is_fresh": is_fresh}

    @staticmethod
    def by_code(shift, *, is_fresh, **sent):
        code = queries.current_code(shift) if is_fresh else "ACDEFGHJ"
        return activities.check_in_by_code(shift, code=code, **sent)

    def hand(self):
        entry = activities.Entry(reason=self.random.choice(["没带手机", ""]), occurred_at=self.claim())
        sent = {"resident": self.random.choice(self.people)["resident"], "direction": self.direction(), "entry": entry}
        return activities.check_in_by_hand, sent | {"by": self.random.choice(self.staff)}

    def direction(self) -> str:
        return self.random.choice(["in", "out"])

    def claim(self) -> datetime | None:
        some = [at("08:00"), at("09:00"), at("10:30"), at("06:00"), at("23:00"), datetime(1, 1, 1, tzinfo=UTC)]
        return self.random.choice([None] * 6 + [self.now - timedelta(minutes=7), *some])

    def change(self) -> None:
        """Something about the people or the shifts is other than before, and later perhaps again as it was."""
        resident = self.random.choice(self.people)["resident"]
        rows, field, values = self.random.choice(
            [
                (Resident.objects.filter(pk=resident.pk), "is_active", [True, True, False]),
                (type(resident.household).objects.filter(pk=resident.household_id), "is_active", [True, True, False]),
                (resident.household.cards.all(), "revoked_at", [None, None, self.now]),
                (Shift.objects.all(), "state", ["open"] * 4 + ["closed"]),
                (Shift.objects.all(), "ends_at", [at("10:00")] * 4 + [at("08:30")]),
            ]
        )
        rows.update(**{field: self.random.choice(values)})


@pytest.fixture
def walk(make_shift, make_volunteer, make_household, make_staff, community, administrator, card_of, monkeypatch):
    def walk(seed: int) -> Walk:
        shifts = [make_shift(), make_shift()]
        alone, pair, moved, *others = (make_volunteer(name) for name in ("王芳", "李雷", "陈静", *"赵钱孙周吴郑"))
        Resident.objects.create(household=pair.household, name="李小雷")
        level = community.get_children().get(name="1栋").level
        elsewhere = (
            community.get_root().add_child(level=community.level, name="邻村").add_child(level=level, name="9栋")
        )
        stranger = make_household("赵敏", grid=elsewhere).residents.get()
        stranger.user = make_staff(Role.CASHIER)
        stranger.save()
        holders = [alone, alone.household, pair, pair.household, moved.household, stranger, *others]
        people_ = [
            {"card": card_of(holder), "resident": holder if isinstance(holder, Resident) else holder.residents.first()}
            for holder in holders
        ]
        people_.append({"card": "V1.NOBODY.MADETHIS", "resident": alone})
        named, gone = make_staff(Role.AUDITOR), make_staff(Role.ORGANISER)
        shifts[0].activity.organisers.add(named)
        gone.is_active = False
        gone.save()
        staff = [make_staff(Role.ORGANISER), named, administrator] * 2
        staff += [gone, alone.user, make_staff(Role.CASHIER), make_staff(Role.ORGANISER, grid=elsewhere)]
        return Walk(random.Random(seed), shifts, people_, staff, monkeypatch)

    return walk


SCAN = ["resident", "direction", "way", "occurred_at", "claimed_at", "recorded_at", "recorded_by", "refusal", "reason"]
CAME = ["resident", "in_at", "out_at", "is_by_hand", "is_closed_automatically", "service_record"]


def kept_keys(ending: str) -> list[tuple]:
    keys = RequestKey.objects.filter(key__endswith=ending).values_list("key", "refusal", "refusal_params", "created_at")
    return sorted((key.removesuffix(ending), *rest) for key, *rest in keys)


@pytest.mark.parametrize("seed", range(5))
def test_any_scans_come_to_the_same_either_way(walk, seed, monkeypatch):
    walking = walk(seed)
    take, plain = plain_scans.take, []

    def counted(attempt):
        check_in = take(attempt)
        plain.append(check_in is not None)
        return check_in

    monkeypatch.setattr(plain_scans, "take", counted)
    for number in range(150):
        walking.step(number)

    first, second = walking.shifts
    for model, fields in ((Scan, SCAN), (CheckIn, CAME)):
        rows = model.objects.order_by("pk")
        assert [*rows.filter(shift=first).values_list(*fields)] == [*rows.filter(shift=second).values_list(*fields)]
    keys = [kept_keys(f" of the {which}") for which in ("first", "second")]
    assert keys[0] == keys[1]
    Shift.objects.update(state=Shift.State.OPEN)
    assert queries.verify().differences == []
    # It would prove nothing if few were plain, or all.
    assert 15 < sum(plain) < len(plain) - 15, (sum(plain), len(plain))
