"""Who sees what an account holds, and how it came about."""

import pytest

from points.api.models import Device
from points.models import Account, Grid, Resident
from points.permissions import Role
from points.supermarket import services as supermarket

pytestmark = pytest.mark.django_db


@pytest.fixture
def living_here(head, django_user_model):
    """The login of the household's head."""
    user = django_user_model.objects.create_user("resident")
    Resident.objects.filter(pk=head.pk).update(user=user)
    return user


@pytest.fixture
def neighbour(make_household, django_user_model):
    user = django_user_model.objects.create_user("neighbour")
    make_household("李强").residents.update(user=user)
    return user


@pytest.fixture
def url(household):
    return f"accounts/{household.account.number}"


def test_a_resident_sees_the_own_account(person, living_here, household, give, url):
    give(household, times=2)
    response = person(living_here).get(url)
    assert response.json() == {
        "number": household.account.number,
        "book": "civic",
        "balance": 60,
        "held": 0,
        "base": 0,
        "spendable": 60,
    }


def test_somebody_elses_account_looks_like_none(person, neighbour, url):
    not_mine = person(neighbour).get(url)
    none = person(neighbour).get("accounts/100000009")
    assert not_mine.status_code == none.status_code == 404
    assert not_mine.json() == none.json()
    assert not_mine.json()["code"] == "not_found"
    assert person(neighbour).get(f"{url}/transfers").json() == none.json()


@pytest.mark.parametrize(
    ("role", "sees_balance", "sees_history"),
    [
        (Role.ADMINISTRATOR, True, True),
        (Role.AUDITOR, True, True),
        (Role.GRID_STAFF, True, True),
        (Role.CASHIER, True, False),
        (Role.ORGANISER, False, False),
        (Role.EDITOR, False, False),
    ],
)
def test_staff_sees_what_the_duty_needs(person, make_staff, url, role, sees_balance, sees_history):
    caller = person(make_staff(role))
    assert caller.get(url).status_code == (200 if sees_balance else 404)
    assert caller.get(f"{url}/transfers").status_code == (200 if sees_history else 404)


def test_staff_of_another_grid_sees_nothing(person, make_staff, url, building):
    other = building.get_siblings().get(name="2栋")
    assert person(make_staff(Role.GRID_STAFF, grid=other)).get(url).status_code == 404


def test_nobody_sees_anything_without_signing_in(person, url):
    response = person().get(url)
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_till_asks_for_the_balance_and_not_for_the_history(till, scanner, url):
    assert till.get(url).status_code == 200
    assert till.get(f"{url}/transfers").json()["code"] == "wrong_scope"
    assert scanner.get(url).json()["code"] == "wrong_scope"


def test_a_till_of_another_community_sees_nothing(device, community, url, administrator):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    store = supermarket.open_store(community=far, name="桃园超市", code="far", by=administrator)
    assert device(Device.Scope.TILL, of=store, where=far).get(url).status_code == 404


def test_a_system_account_is_not_shown(person, administrator, household, give):
    give(household)
    number = Account.objects.get(name="issued").number
    assert person(administrator).get(f"accounts/{number}").status_code == 404


@pytest.mark.parametrize("number", ["x", "1", "%00", "９９９", "1" * 300])
def test_a_number_that_is_none_is_not_found(person, administrator, number):
    assert person(administrator).get(f"accounts/{number}").status_code == 404


def test_hyphens_and_spaces_do_not_matter(person, administrator, household):
    number = household.account.number
    assert person(administrator).get(f"accounts/{number[:4]}-{number[4:]}").status_code == 200


def test_transfers_come_in_pages_and_each_explains_itself(person, living_here, household, give, url):
    give(household, times=5)
    caller = person(living_here)
    first = caller.get(f"{url}/transfers", limit=2).json()
    assert [item["balance"] for item in first["items"]] == [150, 120]
    assert first["items"][0]["amount"] == 30
    assert "参加活动" in first["items"][0]["explanation"]
    second = caller.get(f"{url}/transfers", limit=2, before=first["next"]).json()
    last = caller.get(f"{url}/transfers", limit=2, before=second["next"]).json()
    assert [item["balance"] for item in second["items"] + last["items"]] == [90, 60, 30]
    assert last["next"] is None


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"before": 0}, {"before": 2**63}])
def test_pages_have_bounds(person, administrator, url, query):
    response = person(administrator).get(f"{url}/transfers", **query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_a_personal_account_is_seen_by_its_owner_alone(person, living_here, neighbour, head, household):
    other = Resident.objects.create(household=household, name="王强")
    for resident in (head, other):
        resident.account = Account.objects.create(book="party")
        resident.save(update_fields=["account"])
    assert person(living_here).get(f"accounts/{head.account.number}").json()["book"] == "party"
    assert person(living_here).get(f"accounts/{other.account.number}").status_code == 404
    assert person(neighbour).get(f"accounts/{head.account.number}").status_code == 404
