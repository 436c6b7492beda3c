"""Two communities with one row of everything, and everybody who may knock at a door.

They are built once for a file of tests: `build` takes as long as half of such a test.

`rows(life)` gives for the name of each model the row that belongs to that community, so that every id in an address
can be filled once with the own row and once with the foreign one.
"""

from dataclasses import dataclass
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from honor_roll.models import Category, Honor, Season
from points.api.models import Device
from points.hours import services as hours
from points.ledger.models import Hold
from points.models import (
    Account,
    Acting,
    AwardRecord,
    CalendarAddress,
    CapGroup,
    CapUse,
    CertificateIssuer,
    Consent,
    Dispute,
    Duty,
    ErasureRequest,
    Excuse,
    ExpiryLine,
    ExpiryRound,
    Grid,
    Pin,
    Price,
    Proxy,
    PublicNotice,
    Rating,
    RequestKey,
    Resident,
    Rule,
    RuleBook,
    Shift,
    StarLevel,
    StarScheme,
    StockMove,
    StockTransfer,
    Team,
    TeamMembership,
    Unit,
    UnitMembership,
)
from points.notices import services as notices
from points.permissions import Role, User
from points.rules import queries as rules_queries
from points.rules import services as rules
from points.seals import services as seals
from points.supermarket import services as supermarket
from tests.admin.conftest import DAY, NOON, Life, found_neighbour, life_in
from tests.conftest import employ, found_community, settle
from tests.permissions.rounds import asked, walked

CALLERS = (
    "anonymous",
    "resident",
    "neighbour",
    "organiser",
    "grid_staff",
    "cashier",
    "editor",
    "auditor",
    "administrator",
    "elsewhere",
)
"""`resident` belongs to the household of the own rows, `neighbour` to another one of the same community; `elsewhere`
is the administrator of the other community. All others serve the own community."""


@dataclass(frozen=True, kw_only=True)
class World:
    administrator: User
    """A superuser who lives elsewhere."""
    community: Grid
    own: dict[str, Any]
    foreign: dict[str, Any]
    sessions: dict[str, SimpleCookie]
    """By the names of `CALLERS`; empty for whoever is not signed in."""


def build(seal_key: Path) -> World:
    """What both communities have booked is under a seal."""
    call_command("points_groups", verbosity=0)
    administrator = get_user_model().objects.create_superuser("administrator", password="x")
    community = found_community()
    building, elsewhere = community.get_children().get(name="1栋"), found_neighbour(community)
    household = settle("欧阳娜娜", door="2单元301", grid=building, by=administrator)
    here = life_in(community, household, by=administrator, mark="1")
    household = settle("慕容小明", door="9单元909", grid=elsewhere.get_children().get(), by=administrator)
    there = life_in(elsewhere, household, by=administrator, mark="2")
    own, foreign = rows(here), rows(there)
    own["seal"] = foreign["seal"] = seals.seal_ledger(signer=seals.new_key(str(seal_key)))
    neighbour = settle("陈桂芳", door="102", grid=building, by=administrator)
    users = {
        "resident": login_of(here.resident, "resident"),
        "neighbour": login_of(neighbour.residents.get(), "neighbour"),
        **{str(role): employ(role, grid=community, by=administrator) for role in Role},
        "elsewhere": employ(Role.ADMINISTRATOR, grid=elsewhere, by=administrator),
    }
    sessions = {"anonymous": SimpleCookie()} | {name: _session_of(user) for name, user in users.items()}
    return World(administrator=administrator, community=community, own=own, foreign=foreign, sessions=sessions)


def _session_of(user: User) -> SimpleCookie:
    client = Client()
    client.force_login(user)
    return client.cookies


def login_of(resident: Resident, name: str) -> User:
    resident.user = get_user_model().objects.create_user(name, password="x")
    resident.save(update_fields=["user"])
    return resident.user


def rows(life: Life) -> dict[str, Any]:
    """One row of every model, by the model's name."""
    made = dict(life.rows())
    Shift.objects.filter(pk=life.shift.pk).update(taken=1)
    life.resident.account = Account.objects.create(book="party")
    life.resident.save()
    made["adopted_rule"] = _adopted_rule(life)
    user = get_user_model().objects.create_user(f"bystander{life.mark}", password="x")
    made["excuse"] = Excuse.objects.create(sign_up=life.sign_up, reason="生病", recorded_by=life.by)
    made["rating"] = Rating.objects.create(shift=life.shift, slip=1, stars=5, entered_by=life.by)
    team = Team.objects.create(community=life.community, name=f"志愿队{life.mark}")
    made["grid"], made["community"] = life.household.grid, life.community
    made["calendaraddress"] = CalendarAddress.objects.create(resident=life.resident)
    made["gridlevel"] = life.community.level
    made["residence"] = life.household.residences.get()
    made["consent"] = Consent.objects.create(resident=life.resident, purpose="public_name", recorded_by=life.by)
    made["erasurerequest"] = ErasureRequest.objects.create(resident=life.resident, requested_by=life.by)
    made["team"], made["unit"] = team, Unit.objects.create(community=life.community, name=f"供电所{life.mark}")
    made["teammembership"] = TeamMembership.objects.create(team=team, resident=life.resident, since=DAY)
    made["unitmembership"] = UnitMembership.objects.create(unit=made["unit"], resident=life.resident, since=DAY)
    made["duty"] = Duty.objects.create(user=user, role=Role.EDITOR, grid=life.community, since=DAY)
    made |= _represented(life, user)
    made |= _certified(life)
    made |= _ended_year(life, made["adopted_rule"].rule_book)
    made |= _stocked(life)
    made["activitykind"] = life.activity.kind
    made["capgroup"] = CapGroup.objects.create(rule_book=life.book, name="卫生", cap=100, period="month")
    made["capuse"] = CapUse.objects.create(subject=f"account:{life.household.account_id}", scope="rule", period="once")
    made |= walked(life) | asked(life)
    return made | _booked(life) | _honored(life) | _noticed(life) | {"device": _device(life, user), "user": user}


def _ended_year(life: Life, rule_book: RuleBook) -> dict[str, Any]:
    """A year end that took the points of the sale, as far as this table knows."""
    ended = ExpiryRound.objects.create(community=life.community, year=2025, rule_book=rule_book, count=1, amount=100)
    line = ExpiryLine.objects.create(round=ended, transfer=life.transfer, balance=400)
    return {"expiryround": ended, "expiryline": line}


def _represented(life: Life, user: User) -> dict[str, Any]:
    proxy = Proxy.objects.create(resident=life.resident, user=user, kind="family", since=DAY)
    acting = Acting.objects.create(
        resident=life.resident, user=user, kind="family", proxy=proxy, began_at=NOON, ends_at=NOON
    )
    pin = Pin.objects.create(resident=life.resident, digest="!", set_at=NOON, set_by=life.by)
    return {"proxy": proxy, "acting": acting, "pin": pin}


def _stocked(life: Life) -> dict[str, Any]:
    """A transfer between stores as far as this table knows, a gift, and a stocktake that is under way."""
    about = {"good": life.good, "kind": "moved", "stock_after": 0, "created_by": life.by}
    sides = [
        StockMove.objects.create(**about, quantity=quantity, key=f"{life.mark}:{quantity}") for quantity in (-1, 1)
    ]
    gift = supermarket.receive_gift(
        life.good, gift=supermarket.Gift(quantity=1, donor=f"李记{life.mark}"), key=f"gift:{life.mark}", by=life.by
    ).result
    stocktake = supermarket.start_stocktake(life.store, by=life.by)
    counted = supermarket.count(stocktake, good=life.good, found=supermarket.Count(counted=1), by=life.by)
    sent = StockTransfer.objects.create(taken=sides[0], brought=sides[1])
    price = life.good.prices.first() or Price.objects.create(good=life.good, price=1, from_on=DAY)
    return {
        "price": price,
        "stocktransfer": sent,
        "donation": gift.donation,
        "stocktake": stocktake,
        "countedgood": counted,
    }


def _certified(life: Life) -> dict[str, Any]:
    drafted = {"name": f"星级{life.mark}", "in_force_from": date(2126, 1, 1)}
    scheme = StarScheme.objects.create(community=life.community, **drafted)
    level = StarLevel.objects.create(scheme=scheme, rank=1, name="一星", minutes=6000)
    issuer = CertificateIssuer.objects.create(community=life.community, name=f"居委会{life.mark}")
    certificate = hours.issue_certificate(life.resident, starts_on=DAY, ends_on=DAY, by=life.by)
    return {"starscheme": scheme, "starlevel": level, "certificateissuer": issuer, "certificate": certificate}


def _adopted_rule(life: Life) -> Rule:
    act = Rule(code="B1", category="邻里", name="调解纠纷", unit="次", kind="per_event", points=100)
    book = rules.draft(community=life.community, name="施行", rules=[rules.RuleDraft(rule=act)], by=life.by)
    rules.adopt(book, in_force_from=date(2026, 1, 1), where="居民大会", by=life.by)
    # In the passbook the award explains itself.
    figures = rules_queries.value_of(
        rules.Act(
            account=life.household.account,
            community=life.community,
            rule_code="B1",
            occurred_at=NOON,
            key=f"look:{life.mark}",
        )
    ).explanation
    AwardRecord.objects.filter(pk=life.award.pk).update(explanation=figures)
    return book.rules.get()


def _booked(life: Life) -> dict[str, Any]:
    refund = supermarket.refund(life.redemption, key=uuid4(), by=life.by, reason="米袋破了").result
    hold = Hold.objects.create(
        account=life.household.account, credit=life.store.account, amount=1, key=f"hold:{life.mark}", expires_at=NOON
    )
    dispute = Dispute.objects.create(
        key=uuid4(),
        account=life.household.account,
        resident=life.resident,
        community=life.community,
        transfer=refund.transfer,
        kind="not_right",
        raised_by=life.by,
    )
    return {
        "refund": refund,
        "hold": hold,
        "dispute": dispute,
        "requestkey": RequestKey.objects.get(pk=f"award:{life.mark}"),
    }


def _honored(life: Life) -> dict[str, Any]:
    season = Season.objects.create(
        community=life.community, name="2026年第四季度", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)
    )
    category = Category.objects.create(community=life.community, code="A", name="好人", subject="resident")
    honor = Honor.objects.create(season=season, category=category, resident=life.resident, reason="风雨无阻")
    return {"season": season, "category": category, "honor": honor}


def _noticed(life: Life) -> dict[str, Any]:
    """Up at this moment, with an objection of somebody whom the office cannot know."""
    words = notices.Draft(kind=PublicNotice.Kind.HONORS, title=f"公示{life.mark}", days=60)
    line = notices.LineDraft(resident=life.resident, text="最美志愿者")
    drafted = notices.draft(words, community=life.community, lines=[line], by=life.by)
    notice = notices.publish(drafted, by=life.by)
    stranger = get_user_model().objects.create_user(f"stranger{life.mark}", password="x")
    about = notice.lines.get()
    objection = notices.object_to(notice, line=about, text="没有见到", by=stranger, key=uuid4()).result
    return {
        "publicnotice": notice,
        "noticeline": about,
        "noticestep": notice.steps.get(),
        "objection": objection,
    }


def _device(life: Life, user) -> Device:
    digest = f"{int(life.mark):064d}"
    return Device.objects.create(
        name=f"扫描枪{life.mark}", scope="checkin", community=life.community, user=user, digest=digest
    )
