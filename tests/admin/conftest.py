from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from points.ledger import services as ledger
from points.models import (
    Activity,
    ActivityKind,
    ActivityRole,
    AwardRecord,
    CheckIn,
    Grid,
    Household,
    Programme,
    Redemption,
    RedemptionLine,
    ResidentSkill,
    Rule,
    RuleBook,
    Scan,
    Series,
    ServiceRecord,
    Shift,
    SignUp,
    Skill,
    Transfer,
)
from points.people import services as people
from points.permissions import Role, User
from points.supermarket import services as supermarket

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def groups(db):
    call_command("points_groups", verbosity=0)


@pytest.fixture
def as_role(groups, make_staff, client):
    """`as_role(Role.CASHIER)` is a signed-in client of somebody with that duty (for `grid`)."""

    def sign_in(role: Role, *, grid: Grid | None = None):
        client.force_login(make_staff(role, grid=grid))
        return client

    return sign_in


def found_neighbour(community: Grid) -> Grid:
    """Another community of the same town, with a building."""
    other = Grid.objects.get(pk=community.get_parent().pk).add_child(
        level=community.level, name="石门社区", code="shimen"
    )
    other.add_child(level=community.get_children().first().level, name="9栋")
    return Grid.objects.get(pk=other.pk)


@pytest.fixture
def elsewhere(community) -> Grid:
    """Another community of the same town, with a building."""
    return found_neighbour(community)


class Life:
    """One household and one row of everything that happens to it."""

    def __init__(self, community: Grid, household: Household, by, mark: str) -> None:
        self.community, self.household, self.by, self.mark = community, household, by, mark
        self.resident = household.residents.get()
        self._award()
        self._shift()
        self._shop()

    def _award(self) -> None:
        self.book = RuleBook.objects.create(community=self.community, name=f"细则{self.mark}")
        self.rule = Rule.objects.create(
            rule_book=self.book, code="A1", category="环境", name="清扫楼道", unit="次", kind="per_event", points=400
        )
        posting = ledger.Posting(
            debit=ledger.system_account("issued"),
            credit=self.household.account,
            amount=400,
            kind=Transfer.Kind.AWARD,
            key=f"award:{self.mark}",
            occurred_on=DAY,
            memo="清扫楼道",
        )
        self.transfer = ledger.post(posting, by=self.by).result
        self.award = AwardRecord.objects.create(
            account=self.household.account,
            resident=self.resident,
            rule=self.rule,
            key=f"award:{self.mark}",
            occurred_on=DAY,
            amount=400,
            transfer=self.transfer,
            recorded_by=self.by,
        )
        self.household.account.refresh_from_db()

    def _shift(self) -> None:
        kind, _ = ActivityKind.objects.get_or_create(name="大扫除")
        self.activity = Activity.objects.create(community=self.community, kind=kind, name=f"大扫除{self.mark}")
        self.role = ActivityRole.objects.create(activity=self.activity, name="掌勺", is_offered=False)
        self.skill = Skill.objects.create(community=self.community, name=f"急救{self.mark}")
        self.held = ResidentSkill.objects.create(resident=self.resident, skill=self.skill)
        self.programme = Programme.objects.create(community=self.community, name=f"红石榴{self.mark}")
        self.series = Series.objects.create(
            activity=self.activity,
            weekdays="6",
            first_on=DAY,
            from_time=time(8),
            to_time=time(10),
            capacity=5,
        )
        self.shift = Shift.objects.create(
            activity=self.activity, starts_at=NOON, ends_at=NOON.replace(hour=14), capacity=30
        )
        self.sign_up = SignUp.objects.create(shift=self.shift, resident=self.resident)
        self.check_in = CheckIn.objects.create(shift=self.shift, resident=self.resident, in_at=NOON)
        self.scan = Scan.objects.create(
            shift=self.shift, resident=self.resident, direction="in", way="card", key=f"s{self.mark}", occurred_at=NOON
        )
        self.record = ServiceRecord.objects.create(
            resident=self.resident,
            community=self.community,
            key=f"r{self.mark}",
            title=f"大扫除{self.mark}",
            occurred_on=DAY,
            started_at=NOON,
            ended_at=NOON.replace(hour=14),
            minutes=120,
            source="scanned",
            state="booked",
        )

    def _shop(self) -> None:
        self.store = supermarket.open_store(
            community=self.community, name=f"超市{self.mark}", code=f"store-{self.mark}", by=self.by
        )
        good = supermarket.NewGood(name="大米", unit="袋", price=100)
        self.good = supermarket.add_good(self.store, good=good, by=self.by)
        kind = self.good.stock_moves.model.Kind.RECEIVED
        self.move = supermarket.move_stock(self.good, kind=kind, quantity=5, key=self.mark, by=self.by).result
        posting = ledger.Posting(
            debit=self.household.account,
            credit=self.store.account,
            amount=100,
            kind=Transfer.Kind.REDEMPTION,
            key=f"sale:{self.mark}",
            occurred_on=DAY,
        )
        self.redemption = Redemption.objects.create(
            key=f"00000000-0000-0000-0000-{int(self.mark):012d}",
            number=f"R{self.mark}",
            store=self.store,
            household=self.household,
            total=100,
            transfer=ledger.post(posting, by=self.by).result,
            created_by=self.by,
        )
        self.line = RedemptionLine.objects.create(redemption=self.redemption, good=self.good, quantity=1, price=100)

    def rows(self) -> dict[str, object]:
        """By the name of its listing."""
        return {
            "household": self.household,
            "resident": self.resident,
            "card": self.household.cards.first(),
            "rulebook": self.book,
            "rule": self.rule,
            "account": self.household.account,
            "transfer": self.transfer,
            "awardrecord": self.award,
            "activity": self.activity,
            "activityrole": self.role,
            "programme": self.programme,
            "skill": self.skill,
            "residentskill": self.held,
            "series": self.series,
            "shift": self.shift,
            "signup": self.sign_up,
            "checkin": self.check_in,
            "scan": self.scan,
            "servicerecord": self.record,
            "store": self.store,
            "good": self.good,
            "stockmove": self.move,
            "redemption": self.redemption,
            "redemptionline": self.line,
        }


def life_in(community: Grid, household: Household, *, by: User, mark: str) -> Life:
    people.issue_card(household, by=by)
    return Life(community, household, by, mark)


@pytest.fixture
def here(community, make_household, administrator) -> Life:
    household = make_household("欧阳娜娜", door="2单元301")
    return life_in(community, household, by=administrator, mark="1")


@pytest.fixture
def there(elsewhere, make_household, administrator) -> Life:
    household = make_household("慕容小明", door="9单元909", grid=elsewhere.get_children().get())
    return life_in(elsewhere, household, by=administrator, mark="2")
