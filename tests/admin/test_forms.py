"""Forms of the admin say what they want, and offer what there is instead of a code to remember."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime

from points.models import Activity, ActivityKind, Grid, GridLevel, Rule, Shift
from points.permissions import Role
from points.rules import services as rules
from points.supermarket import services as supermarket

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(as_role):
    client = as_role(Role.ADMINISTRATOR)
    client.cookies["django_language"] = "en"
    with translation.override("zh-hans"):
        yield client


def draft(community, by, *codes: str, **more):
    more = {"kind": "per_event", "points": 100} | more
    made = [Rule(code=code, category="志愿", name=f"规则{code}", unit="次", **more) for code in codes]
    drafts = [rules.RuleDraft(rule=rule) for rule in made]
    return rules.draft(community=community, name=f"细则{codes[0]}", rules=drafts, by=by)


@pytest.fixture
def book(community, administrator):
    return rules.adopt(
        draft(community, administrator, "A1", "A2", difficulties={"熟练": 120}),
        in_force_from=date(2026, 1, 1),
        where="居民代表会议",
        by=administrator,
    )


@pytest.fixture
def activity(community):
    kind = ActivityKind.objects.create(name="环境整治")
    return {"community": community.pk, "kind": kind.pk, "name": "周六清洁家园", "rule_code": "A1"}


def add(client, listing, **data):
    return client.post(reverse(f"points_{listing}:add"), data)


def errors(answer) -> dict:
    assert answer.status_code == 200, "the form was accepted"
    return answer.context["form"].errors


# --- activities -----------------------------------------------------------------------------------------------------


def test_the_rule_of_an_activity_is_picked_from_the_book_in_force(officer, book, activity):
    form = officer.get(reverse("points_activity:add")).context["form"]
    assert [code for code, _label in form.fields["rule_code"].choices] == ["", "A1", "A2"]
    assert "规则A1 · +10 / 次" in dict(form.fields["rule_code"].choices)["A1"]
    assert add(officer, "activity", **activity, difficulty="熟练").status_code == 302
    assert Activity.objects.get().rule_code == "A1"


def test_a_rule_that_no_book_has_is_refused(officer, book, activity):
    assert "rule_code" in errors(add(officer, "activity", **activity | {"rule_code": "A9"}))


def test_a_difficulty_that_the_rule_does_not_have_is_refused(officer, book, activity):
    assert "difficulty" in errors(add(officer, "activity", **activity, difficulty="危险"))


def test_an_activity_may_bring_hours_only(officer, book, activity):
    assert add(officer, "activity", **activity | {"rule_code": ""}).status_code == 302


def test_neither_a_draft_nor_a_deduction_is_offered(officer, community, administrator, activity):
    draft(community, administrator, "D1")
    taking = draft(community, administrator, "K1", kind="deduction", points=-10)
    rules.adopt(taking, in_force_from=date(2026, 1, 1), where="居民代表会议", by=administrator)
    form = officer.get(reverse("points_activity:add")).context["form"]
    assert [code for code, _label in form.fields["rule_code"].choices] == [""]


def test_the_rule_of_another_community_is_refused(client, administrator, elsewhere, book, activity):
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    assert "another community" in str(errors(add(client, "activity", **activity | {"community": elsewhere.pk})))


def test_a_rule_of_an_older_book_stays_until_another_one_is_chosen(officer, book, activity):
    add(officer, "activity", **activity)
    Activity.objects.update(rule_code="OLD")
    address = reverse("points_activity:edit", args=[Activity.objects.get().pk])
    sent = activity | {"rule_code": "OLD", "name": "周日清洁家园", "is_published": "on"}
    assert officer.post(address, sent).status_code == 302
    assert Activity.objects.get().name == "周日清洁家园"


# --- what a table refuses is said beside the field -------------------------------------------------------------------


def test_a_shift_that_ends_before_it_starts_is_explained(officer, activity):
    add(officer, "activity", **activity | {"rule_code": ""})
    times = {"starts_at": "2026-12-05 11:00", "ends_at": "2026-12-05 09:00"}
    found = errors(add(officer, "shift", activity=Activity.objects.get().pk, capacity=5, **times))
    assert list(found) == ["ends_at"]


def test_a_shift_is_changed_where_it_was_planned(officer, activity):
    add(officer, "activity", **activity | {"rule_code": ""})
    times = {"starts_at": "2026-12-05 09:00", "ends_at": "2026-12-05 11:00"}
    add(officer, "shift", activity=Activity.objects.get().pk, capacity=5, **times)
    shift = Shift.objects.get()
    address = reverse("points_shift:edit", args=[shift.pk])
    assert "activity" not in officer.get(address).context["form"].fields
    later = times | {"ends_at": "2026-12-05 12:00", "capacity": 8}
    assert officer.post(address, later).status_code == 302
    shift.refresh_from_db()
    assert (f"{localtime(shift.ends_at):%H:%M}", shift.capacity) == ("12:00", 8)
    assert list(errors(officer.post(address, times | {"ends_at": "2026-12-05 08:00", "capacity": 8}))) == ["ends_at"]
    Shift.objects.update(taken=6)
    assert "6 places are taken" in str(errors(officer.post(address, times | {"capacity": 5})))
    Shift.objects.update(state=Shift.State.CLOSED)
    assert officer.get(address).status_code == officer.post(address, later).status_code == 302
    shift.refresh_from_db()
    assert shift.capacity == 8


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"kind": "deduction", "points": "5"}, "points"),
        ({"kind": "reset", "points": "5"}, "points"),
        ({"kind": "range", "points": "5"}, "points_most"),
        ({"kind": "range", "points": "5", "points_most": "4"}, "points_most"),
        ({"kind": "per_hour", "points": "5"}, "minutes_per_unit"),
        ({"kind": "per_event", "points": "0"}, "points"),
        ({"kind": "per_event", "points": "5", "cap": "10"}, "cap_period"),
        ({"kind": "per_event", "points": "5", "cap_period": "month"}, "cap_period"),
    ],
)
def test_numbers_that_do_not_fit_the_kind_of_rule_are_explained(officer, community, administrator, numbers, field):
    book = draft(community, administrator, "A1")
    rule = {"rule_book": book.pk, "code": "A3", "category": "志愿", "name": "巡逻", "unit": "次"}
    found = errors(add(officer, "rule", **rule, applies_to="household", **numbers))
    assert list(found) == [field]


def test_a_rule_whose_numbers_fit_is_kept(officer, community, administrator):
    book = draft(community, administrator, "A1")
    rule = {"rule_book": book.pk, "code": "A3", "category": "志愿", "name": "巡逻", "unit": "小时", "kind": "per_hour"}
    numbers = {"points": "2", "minutes_per_unit": "60", "cap": "10", "cap_period": "month", "applies_to": "household"}
    assert add(officer, "rule", **rule, **numbers).status_code == 302
    assert Rule.objects.get(code="A3").points == 20


# --- the tree -------------------------------------------------------------------------------------------------------


def test_a_grid_stands_on_a_level_below_that_of_its_parent(officer, building):
    level = GridLevel.objects.get(name="社区")
    sent = {"parent": building.pk, "name": "1栋甲", "code": ""}
    assert "level" in errors(add(officer, "grid", **sent, level=level.pk))
    flat = GridLevel.objects.create(name="单元", rank=3)
    assert add(officer, "grid", **sent, level=flat.pk).status_code == 302
    assert Grid.objects.get(name="1栋甲").get_parent() == building


def test_the_form_says_where_levels_are_kept(officer):
    assert "Grid levels" in str(officer.get(reverse("points_grid:add")).context["form"].fields["level"].help_text)


# --- pictures -------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(community, administrator):
    return supermarket.open_store(community=community, name="红土田积分超市", code="hongtutian", by=administrator)


def test_a_good_gets_its_picture_from_wagtails_chooser(officer, store):
    page = officer.get(reverse("points_good:add")).content.decode()
    assert 'data-chooser-url="/admin/images/chooser/"' in page


@pytest.mark.parametrize(("role", "uploads"), [(Role.ADMINISTRATOR, True), (Role.CASHIER, False)])
def test_administrators_upload_pictures_and_cashiers_do_not(as_role, role, uploads):
    chooser = as_role(role).get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert ("image-chooser-upload-file" in chooser) == uploads


# --- stock ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quantity", "said"), [("0", "How many were moved?"), ("-3", "does not fit the kind")])
def test_a_quantity_that_moves_nothing_or_the_wrong_way_is_explained(officer, store, administrator, quantity, said):
    good = supermarket.add_good(store, good=supermarket.NewGood(name="大米", unit="袋", price=400), by=administrator)
    sent = {"good": good.pk, "kind": "received", "quantity": quantity, "form_key": str(uuid4())}
    assert said in str(errors(add(officer, "stockmove", **sent)))


@pytest.mark.parametrize("key", ["", "1", "k" * 300])
def test_a_delivery_without_a_key_of_the_form_is_refused(officer, store, administrator, key):
    good = supermarket.add_good(store, good=supermarket.NewGood(name="大米", unit="袋", price=400), by=administrator)
    sent = {"good": good.pk, "kind": "received", "quantity": 3}
    assert "form_key" in errors(add(officer, "stockmove", **sent, form_key=key))
    assert add(officer, "stockmove", **sent, form_key=str(uuid4())).status_code == 302
    good.refresh_from_db()
    assert good.stock == 3


def test_a_stock_move_is_called_by_what_moved(officer, store, administrator):
    good = supermarket.add_good(store, good=supermarket.NewGood(name="大米", unit="袋", price=400), by=administrator)
    add(officer, "stockmove", good=good.pk, kind="received", quantity=3, form_key=str(uuid4()))
    move = good.stock_moves.get()
    assert "Received +3 袋 · 大米" in officer.get(reverse("points_stockmove:inspect", args=[move.pk])).content.decode()
    officer.cookies["django_language"] = "zh-hans"
    assert "入库 +3 袋 · 大米" in officer.get(reverse("points_stockmove:inspect", args=[move.pk])).content.decode()


# --- prices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("price", ["0", "-3"])
def test_nothing_on_the_shelf_is_free(officer, store, administrator, price):
    shown = {"name": "大米", "unit": "袋", "position": "0"}
    assert "less than 0.1" in str(errors(add(officer, "good", store=store.pk, price=price, **shown))["price"])
    good = supermarket.add_good(store, good=supermarket.NewGood(name="大米", unit="袋", price=400), by=administrator)
    edit = reverse("points_good:edit", args=[good.pk])
    assert "less than 0.1" in str(errors(officer.post(edit, {"price": price, **shown}))["price"])
    assert officer.post(edit, {"price": "0.1", **shown}).status_code == 302
