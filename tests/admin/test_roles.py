"""Which role opens which screen, and that nobody sees another community there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.listings import BoundedPaginator
from points.models import Grid
from points.people import services as people
from points.permissions import Role
from points.wagtail_hooks import PointsGroup
from tests.admin.conftest import DAY, Life

pytestmark = pytest.mark.django_db

PEOPLE = {"household", "resident", "residence", "card", "consent", "proxy"}
LEDGER = {"account", "transfer", "hold", "requestkey"}
RULES = {"rulebook", "rule", "capgroup"}
SHOP = {"store", "good", "redemption", "redemptionline", "refund", "stockmove"}
SHOP |= {"price", "stocktransfer", "stocktake", "countedgood"}
ATTENDANCE = {"signup", "checkin", "scan", "servicerecord"}
PLANS = {"activity", "activityrole", "shift", "programme", "series", "station", "route", "routepoint"}
ROUNDS = {"asking", "passing"}
NOTICES = {"publicnotice", "noticeline", "noticestep"}
EVERYTHING = {viewset.model_name for viewset in PointsGroup.items}

OPEN = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.ORGANISER: {"household", "resident", "team", "teammembership", "activitykind", "rulebook", "rule"}
    | {"skill", "residentskill"}
    | ATTENDANCE
    | PLANS
    | ROUNDS,
    Role.GRID_STAFF: PEOPLE | RULES | PLANS | {"team", "awardrecord", "servicerecord"},
    Role.CASHIER: SHOP,
    Role.EDITOR: NOTICES,
    Role.AUDITOR: LEDGER
    | RULES
    | SHOP
    | ATTENDANCE
    | PLANS
    | ROUNDS
    | NOTICES
    | {"awardrecord", "capuse", "objection", "grid", "duty", "device", "seal", "acting", "dispute", "certificate"}
    | {"expiryround", "expiryline"},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_listings_and_no_others(as_role, role, here):
    client = as_role(role)
    opened = {name for name in EVERYTHING if client.get(reverse(f"points_{name}:index")).status_code == 200}
    assert opened == OPEN[role]


@pytest.mark.parametrize("role", Role)
def test_the_menu_lists_what_a_role_may_open(as_role, role, here):
    page = as_role(role).get(reverse("wagtailadmin_home")).content.decode()
    in_menu = {viewset.model_name for viewset in PointsGroup.items if viewset.sibling_of is None}
    shown = {name for name in in_menu if f'"{reverse(f"points_{name}:index")}"' in page}
    assert shown == OPEN[role] & in_menu


def test_whoever_has_no_group_is_sent_away(client, django_user_model, here):
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert client.get(reverse("points_household:index")).status_code == 302


def test_a_group_without_a_duty_opens_empty_listings(groups, client, django_user_model, here):
    user = django_user_model.objects.create_user("left")
    user.groups.set([*user.groups.model.objects.all()])
    client.force_login(user)
    for name in here.rows():
        page = client.get(reverse(f"points_{name}:index"))
        assert list(page.context["object_list"]) == [], name


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.ORGANISER, Role.CASHIER, Role.GRID_STAFF])
def test_nobody_sees_another_community(as_role, here, there, role):
    client = as_role(role)
    own, foreign = here.rows(), there.rows()
    for name in OPEN[role] & set(own):
        page = client.get(reverse(f"points_{name}:index"))
        listed = list(page.context["object_list"])
        assert own[name] in listed, name
        assert foreign[name] not in listed, name
        export = b"".join(client.get(reverse(f"points_{name}:index"), {"export": "csv"}).streaming_content).decode()
        for secret in ("慕容", "9单元909", there.household.account.number, "石门", "超市2", "大扫除2"):
            assert secret not in export, (name, secret)
        assert client.get(reverse(f"points_{name}:inspect", args=[own[name].pk])).status_code == 200, name
        assert client.get(reverse(f"points_{name}:inspect", args=[foreign[name].pk])).status_code == 404, name


def test_nobody_edits_ends_or_follows_a_row_of_another_community(as_role, here, there):
    client = as_role(Role.ADMINISTRATOR)
    own, foreign = here.rows(), there.rows()
    for screen, names in {
        "edit": ["household", "resident", "rulebook", "rule", "activity", "store", "good"],
        "delete": ["card", "rulebook", "rule"],
        "history": ["household", "resident", "rulebook", "store"],
        "history_results": ["household", "resident"],
        "usage": ["good", "household"],
    }.items():
        for name in names:
            url = f"points_{name}:{screen}"
            assert client.get(reverse(url, args=[own[name].pk])).status_code == 200, url
            assert client.get(reverse(url, args=[foreign[name].pk])).status_code == 404, url
            assert client.post(reverse(url, args=[foreign[name].pk])).status_code in {404, 405}, url


def test_a_building_sees_the_rules_of_its_community_and_no_other_household(as_role, here, community, make_household):
    second = community.get_children().get(name="2栋")
    neighbour = make_household("李明", door="202", grid=second)
    client = as_role(Role.GRID_STAFF, grid=Grid.objects.get(pk=second.pk))
    assert list(client.get(reverse("points_household:index")).context["object_list"]) == [neighbour]
    assert list(client.get(reverse("points_rulebook:index")).context["object_list"]) == [here.book]


def test_filters_and_forms_offer_only_what_is_served(as_role, here, there):
    client = as_role(Role.ADMINISTRATOR)
    for url in ("points_household:index", "points_household:add", "points_rulebook:add", "points_good:add"):
        page = client.get(reverse(url)).content.decode()
        assert "石门" not in page, url
        assert "超市2" not in page, url
    assert "2栋" in client.get(reverse("points_household:add")).content.decode()


def test_names_are_masked_for_whoever_does_not_serve_the_people(as_role, here):
    page = as_role(Role.AUDITOR).get(reverse("points_awardrecord:index")).content.decode()
    assert "欧阳×娜" in page
    assert "欧阳娜娜" not in page


def test_names_are_whole_for_whoever_serves_the_people(as_role, here):
    page = as_role(Role.GRID_STAFF).get(reverse("points_awardrecord:index")).content.decode()
    assert "欧阳娜娜" in page


@pytest.mark.parametrize("name", ["awardrecord", "servicerecord", "checkin", "scan", "signup"])
def test_a_masked_name_is_not_uncovered_by_searching_or_exporting_or_looking_closer(as_role, here, name):
    client = as_role(Role.AUDITOR)
    url = reverse(f"points_{name}:index")
    assert list(client.get(url, {"q": "娜娜"}).context["object_list"]) == []
    export = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()
    assert "欧阳×娜" in export
    assert "欧阳娜娜" not in export
    inspected = client.get(reverse(f"points_{name}:inspect", args=[here.rows()[name].pk])).content.decode()
    assert "欧阳娜娜" not in inspected


@pytest.mark.parametrize("typed", ["娜娜", "oynn", "301"])
def test_the_search_box_finds_by_any_part(as_role, here, make_household, typed):
    make_household("李明", door="404")
    client = as_role(Role.GRID_STAFF)
    assert list(client.get(reverse("points_household:index"), {"q": typed}).context["object_list"]) == [here.household]
    found = list(client.get(reverse("points_resident:index"), {"q": typed}).context["object_list"])
    assert found == ([] if typed == "301" else [here.resident])


def test_a_transfer_is_found_by_the_number_of_either_side(as_role, here, there):
    client = as_role(Role.AUDITOR)
    url = reverse("points_transfer:index")
    typed = here.household.account.grouped_number
    assert len(client.get(url, {"q": typed}).context["object_list"]) == 2
    assert list(client.get(url, {"q": "award:1"}).context["object_list"]) == [here.transfer]
    assert list(client.get(url, {"q": there.household.account.number}).context["object_list"]) == []


def test_transfers_are_filtered_by_day_and_kind(as_role, here):
    client = as_role(Role.AUDITOR)
    url = reverse("points_transfer:index")
    assert list(client.get(url, {"kind": "award"}).context["object_list"]) == [here.transfer]
    days = {"occurred_on_from": DAY.isoformat(), "occurred_on_to": DAY.isoformat()}
    assert len(client.get(url, days).context["object_list"]) == 2
    assert list(client.get(url, {"occurred_on_to": "2026-11-20"}).context["object_list"]) == []


def test_the_listing_of_transfers_never_counts_to_the_end(as_role, here, monkeypatch):
    client = as_role(Role.AUDITOR)
    monkeypatch.setattr(BoundedPaginator, "most", 1)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("points_transfer:index"))
    assert page.context["paginator"].count == 1
    assert "1+" in page.content.decode()
    counts = [query["sql"] for query in asked if "COUNT(" in query["sql"] and "points_transfer" in query["sql"]]
    assert counts
    # One more than are listed, to know whether there are more.
    assert all("LIMIT 2" in sql for sql in counts)


def test_more_rows_ask_no_more_questions(as_role, here, administrator):
    client = as_role(Role.ADMINISTRATOR)
    urls = [reverse(f"points_{name}:index") for name in ("transfer", "awardrecord", "resident", "redemption")]

    def asked() -> list[int]:
        numbers = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            numbers.append(len(queries))
        return numbers

    asked()
    before = asked()
    for number in range(3, 8):
        household = people.register_household(grid=here.household.grid, door=f"{number}", since=DAY, by=administrator)
        people.register_resident(household, name="李明", by=administrator)
        Life(here.community, household, administrator, f"{number}")
    assert asked() == before


def test_an_auditor_walks_from_a_transfer_to_the_act_and_on_to_its_rule(as_role, here):
    client = as_role(Role.AUDITOR)
    award = reverse("points_awardrecord:inspect", args=[here.award.pk])
    rule = reverse("points_rule:inspect", args=[here.rule.pk])
    receipt = reverse("points_redemption:inspect", args=[here.redemption.pk])
    paid = here.redemption.transfer
    page = client.get(reverse("points_transfer:inspect", args=[here.transfer.pk])).content.decode()
    assert award in page
    assert reverse("points_account:inspect", args=[here.transfer.credit_id]) in page
    assert reverse("points_account:inspect", args=[here.transfer.debit_id]) not in page, "it belongs to the whole site"
    assert rule in client.get(award).content.decode()
    assert receipt in client.get(reverse("points_transfer:inspect", args=[paid.pk])).content.decode()


def test_no_link_leads_to_a_screen_that_stays_shut(as_role, here):
    page = as_role(Role.AUDITOR).get(reverse("points_account:inspect", args=[here.household.account.pk]))
    assert reverse("points_household:inspect", args=[here.household.pk]) not in page.content.decode()
    page = as_role(Role.ADMINISTRATOR).get(reverse("points_account:inspect", args=[here.household.account.pk]))
    assert reverse("points_household:inspect", args=[here.household.pk]) in page.content.decode()
