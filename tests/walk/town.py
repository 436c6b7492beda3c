"""The town that is walked through: plain facts, from which the database and the model are both built.

No Django and nothing of the product here, so that the model may read it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 1, 5, 8, tzinfo=ZONE)
"""When the walk sets out; a million steps take it through most of a year."""
RULES_SINCE = date(2025, 12, 15)

HOME = 24
"""Households 0 to 23 live in the community, the two after them in another one."""
HOUSEHOLDS = HOME + 2
MEMBERS = 2
RESIDENTS = HOUSEHOLDS * MEMBERS
"""Residents 2n and 2n+1 live in household n; each has a login and a card."""
STAFF_LIVES_IN = 0
"""`staff` is the login of resident 0."""
PARTY, LOOSE = HOUSEHOLDS, HOUSEHOLDS + 1
"""Accounts n are those of household n; then one of another book, and one that is nobody's."""
ACCOUNTS = HOUSEHOLDS + 2
SYSTEM = ("issued", "expired", "opening", "redeemed:walk")

LARGEST_AWARD = 10_000
HAND_MINUTES_A_DAY = 2_400
EARLY_MINUTES, LATE_MINUTES = 60, 30
"""A way in is taken so long before the shift, a way out so long after it."""

SPOILT_CARDS = {"unreadable": "card_unreadable", "revoked": "card_revoked", "of a household": "choose_member"}
"""Cards that open nothing, and why."""


def base_of(account: int) -> int:
    """Tenths that the account cannot spend."""
    return 150 if account < HOUSEHOLDS and account % 4 == 3 else 0


def login_of(resident: int) -> str | int:
    return "staff" if resident == 0 else resident


@dataclass(frozen=True, kw_only=True)
class Rule:
    code: str
    kind: str
    points: int = 0
    points_most: int | None = None
    minutes_per_unit: int | None = None
    unit: str = "次"
    cap: int | None = None
    cap_period: str = ""
    group: str = ""
    is_personal: bool = False
    difficulties: dict[str, int] = field(default_factory=dict)


GROUPS = {"邻里": (240, "month"), "全年": (2500, "year")}
"""Cap and period."""

RULES = {
    rule.code: rule
    for rule in (
        Rule(code="E1", kind="per_event", points=25, difficulties={"skilled": 120, "risky": 150}),
        Rule(code="E2", kind="per_event", points=30, cap=100, cap_period="day"),
        Rule(code="E3", kind="per_event", points=40, cap=70, cap_period="event"),
        Rule(code="E4", kind="per_event", points=3500),
        Rule(
            code="H1",
            kind="per_hour",
            points=20,
            minutes_per_unit=60,
            cap=400,
            cap_period="month",
            is_personal=True,
            difficulties={"skilled": 130},
        ),
        Rule(code="H2", kind="per_hour", points=7, minutes_per_unit=45, group="全年"),
        Rule(code="P1", kind="per_period", points=50, unit="月"),
        Rule(code="P2", kind="per_period", points=15, unit="每日", is_personal=True),
        Rule(code="O1", kind="one_off", points=100),
        Rule(code="D1", kind="deduction", points=-45),
        Rule(code="D2", kind="deduction", points=-30, cap=75, cap_period="quarter"),
        Rule(code="R1", kind="range", points=10, points_most=90),
        Rule(code="R2", kind="range", points=10, points_most=90, cap=300, cap_period="year", group="邻里"),
        Rule(code="S1", kind="per_event", points=35, group="邻里", is_personal=True),
        Rule(code="S2", kind="per_event", points=50, cap=100, cap_period="month", group="邻里"),
        Rule(code="Z0", kind="reset"),
    )
}


@dataclass(frozen=True, kw_only=True)
class Good:
    name: str
    price: int
    is_service: bool = False
    store: int = 0
    """Store 1 is closed."""


GOODS = (
    Good(name="醋", price=5),
    Good(name="盐", price=12),
    Good(name="大米", price=400),
    Good(name="油", price=255),
    Good(name="毛巾", price=60),
    Good(name="肥皂", price=31),
    Good(name="理发", price=100, is_service=True),
    Good(name="牙膏", price=45),
    Good(name="旧货", price=10, store=1),
)


@dataclass(frozen=True, kw_only=True)
class Activity:
    name: str
    rule: str = ""
    difficulty: str = ""


ACTIVITIES = (
    Activity(name="环境整治", rule="H1"),
    Activity(name="义诊", rule="H1", difficulty="skilled"),
    Activity(name="夜间巡逻", rule="H2"),
    Activity(name="文艺演出", rule="E2"),
    Activity(name="值班"),
)
