"""A note is kept for ever: phone and identity numbers are kept out of it, and hidden where one got in."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from honor_roll import services as honors
from honor_roll.models import Category, Honor, Season
from honor_roll.services import Praise
from points import texts
from points.activities import services as activities
from points.errors import PersonalDataInText
from points.hours import services as hours
from points.ledger import triggers
from points.models import AwardRecord, CheckIn, Refund, RequestKey, Rule, Scan, ServiceRecord, StockMove, Transfer
from points.permissions import Role
from points.rules import services as rules
from points.supermarket import services as supermarket
from tests.admin.conftest import DAY, NOON, Life

PERSONAL = [
    "帮王大爷买药，13800000000",
    "电话：138 0000 0000",
    "138-0000-0000",
    "+86 13800000000",
    "8613800000000找他",
    "１３８００００００００",
    "身份证440605199001011234",
    "44060519900101123x",
    "440605 19900101 123X",
    "４４０６０５１９９００１０１１２３４",
]
HARMLESS = [
    "",
    "帮王大爷买药",
    "2026-11-21 08:00-10:00 清扫楼道",
    "条码 6901234567892",
    "账号 100 000 009",
    "小票 261121-00427",
    "订单 138000000001",
    "办公室 0757-86660000",
    "第 440605199913011234 号",
    "22800000000",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_number_that_leads_to_somebody_is_refused_and_hidden(text):
    with pytest.raises(PersonalDataInText):
        texts.refuse_personal_numbers("清扫楼道", text)
    hidden = texts.without_personal_numbers(f"{text}，谢谢")
    assert len(hidden) == len(text) + 3
    assert hidden.endswith("，谢谢")
    assert not [sign for sign in hidden if sign.isdigit()]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_stay(text):
    texts.refuse_personal_numbers(text)
    assert texts.without_personal_numbers(text) == text


# --- what no service takes in -----------------------------------------------------------------------------------------

TELLING = "帮王大爷买药，13800000000"


@pytest.fixture
def life(canary) -> Life:
    return canary.life


@pytest.fixture
def act(life, administrator):
    rule = Rule(code="B1", category="邻里", name="调解纠纷", unit="次", kind="per_event", points=100)
    book = rules.draft(community=life.community, name="施行", rules=[rules.RuleDraft(rule=rule)], by=administrator)
    rules.adopt(book, in_force_from=date(2026, 1, 1), where="居民大会", by=administrator)

    def make(note: str) -> rules.Act:
        return rules.Act(
            account=life.household.account,
            community=life.community,
            rule_code="B1",
            occurred_at=NOON,
            key=f"note:{uuid4()}",
            note=note,
        )

    return make


@pytest.fixture
def verbs(life, act, administrator, canary):
    """Everything that takes a text, by what it writes: `write(text)`."""
    community, by = life.community, administrator
    season = Season.objects.create(community=community, name="下一季", starts_on=DAY, ends_on=DAY)
    category = Category.objects.create(community=community, code="B", name="好邻居", subject="resident")
    start = life.record.started_at

    def choose(text: str) -> None:
        honors.choose(season, category=category, subject=canary.resident, praise=Praise(reason=text), by=by)

    def tell(text: str) -> None:
        praise = Praise(reason="风雨无阻", story=text)
        honors.choose(season, category=category, subject=canary.resident, praise=praise, by=by)

    def enter(text: str) -> None:
        CheckIn.objects.all().delete()
        entry = activities.Entry(reason=text)
        activities.check_in_by_hand(
            life.shift, resident=canary.resident, direction="in", entry=entry, by=by, key=str(uuid4())
        )

    return {
        "award": lambda text: rules.award(act(text), by=by),
        "awards": lambda text: rules.award_many([act("清扫"), act(text)], key=str(uuid4()), by=by),
        "undo": lambda text: rules.undo(rules.award(act(""), by=by).result, key=str(uuid4()), by=by, reason=text),
        "hours": lambda text: hours.correct(
            life.record, started_at=start, ended_at=start, reason=text, by=by, key=str(uuid4())
        ),
        "check-in": enter,
        "refund": lambda text: supermarket.refund(life.redemption, key=uuid4(), by=by, reason=text),
        "stock": lambda text: supermarket.move_stock(
            life.good, kind=StockMove.Kind.LOST, quantity=-1, key=str(uuid4()), by=by, note=text
        ),
        "reason": choose,
        "story": tell,
    }


def written() -> str:
    """Every text that is kept anywhere."""
    tables = {
        AwardRecord: ["note"],
        Transfer: ["memo"],
        Scan: ["reason"],
        ServiceRecord: ["reason", "content"],
        Refund: ["reason"],
        StockMove: ["note"],
        Honor: ["reason", "story"],
        RequestKey: ["key", "refusal_params"],
    }
    return "".join(str(list(model.objects.values_list(*fields))) for model, fields in tables.items())


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["award", "awards", "undo", "hours", "check-in", "refund", "stock", "reason", "story"])
def test_no_service_takes_a_phone_number_in(verbs, verb):
    with pytest.raises(PersonalDataInText) as refusal:
        verbs[verb](TELLING)
    assert (refusal.value.code, refusal.value.status) == ("personal_data_in_text", 422)
    assert "13800000000" not in written()
    verbs[verb]("帮王大爷买药")
    assert "帮王大爷买药" in written()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["look", "record"])
def test_at_the_door_the_sentence_is_read_and_what_was_typed_stays(signed_in, act, life, verb):
    client = signed_in(Role.GRID_STAFF)
    rule = Rule.objects.get(code="B1")
    client.cookies["django_language"] = "en"
    address = reverse("points:award-write", args=[life.household.account.number, rule.pk])
    sent = {"key": str(uuid4()), "note": TELLING, "quantity": "1", "occurred_on": timezone.localdate(), "do": verb}
    page = client.post(address, sent).content.decode()
    assert "leave phone numbers and identity numbers out" in page
    assert TELLING in page
    assert "pt-award__amount" not in page, "nothing is offered for confirmation"


# --- what got in before is hidden from whoever does not serve the people ----------------------------------------------


@pytest.fixture
def old_notes(life):
    """As they stood in the tables before texts were looked at."""
    AwardRecord.objects.update(note=TELLING)
    Scan.objects.update(reason=TELLING)
    ServiceRecord.objects.update(reason=TELLING, content=TELLING)
    triggers.drop(connection)
    StockMove.objects.update(note=TELLING)
    triggers.install(connection)
    return life.rows()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["awardrecord", "scan", "servicerecord", "stockmove"])
def test_an_auditor_reads_the_note_and_no_number(signed_in, old_notes, name):
    client = signed_in(Role.AUDITOR)
    index = reverse(f"points_{name}:index")
    table = b"".join(client.get(index, {"export": "csv"}).streaming_content).decode()
    pages = [
        client.get(index).content.decode(),
        client.get(reverse(f"points_{name}:inspect", args=[old_notes[name].pk])).content.decode(),
        table,
    ]
    assert not [page for page in pages if "13800000000" in page]
    assert "帮王大爷买药" in table


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "role"), [("awardrecord", Role.GRID_STAFF), ("scan", Role.ORGANISER)])
def test_whoever_serves_the_people_reads_the_note_as_it_is(signed_in, old_notes, name, role):
    client = signed_in(role)
    assert "13800000000" in client.get(reverse(f"points_{name}:inspect", args=[old_notes[name].pk])).content.decode()
