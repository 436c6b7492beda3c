import pytest

from points.models import Resident
from points.people import queries
from points.permissions import Role, Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def nana(household) -> Resident:
    return Resident.objects.create(household=household, name="欧阳娜娜", phone="+8613912345601")


@pytest.fixture
def others(make_household):
    for name in ("李小明", "王阳", "John Smith", "单小明", "阿依古丽·买买提"):
        make_household(name)


def found(typed: str) -> list[str]:
    return [resident.name for resident in Resident.objects.filter(queries.matching(typed))]


@pytest.mark.parametrize(
    "typed",
    [
        "欧阳娜娜",
        "娜娜",
        "阳娜",
        "oynn",
        "OYNN",
        "ouyang",
        "nana",
        "5601",
        "139 1234 5601",
        "+8613912345601",
        "５６０１",
    ],
)
def test_any_part_of_a_name_or_number_finds_her(nana, others, typed):
    assert found(typed) == ["欧阳娜娜"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("smith", "John Smith"),
        ("john s", "John Smith"),
        ("shanxm", ""),
        ("sxm", "单小明"),
        ("买买提", "阿依古丽·买买提"),
    ],
)
def test_names_of_every_kind_are_found(nana, others, typed, name):
    assert found(typed) == ([name] if name else [])


@pytest.mark.parametrize("typed", ["", "  ", "|", "%", "_", "娜%", "张三"])
def test_what_is_no_part_of_a_name_finds_nobody(nana, others, typed):
    assert found(typed) == []


def test_a_corrected_name_is_found_by_its_new_spelling(nana):
    nana.name = "欧阳丽丽"
    nana.save(update_fields=["name"])
    assert found("oyll") == ["欧阳丽丽"]
    assert found("oynn") == []


def test_grid_staff_find_people_of_their_building_only(make_household, make_staff, community, nana):
    other = community.get_children().get(name="2栋")
    make_household("欧阳明", grid=other)
    keeper = make_staff(Role.GRID_STAFF, grid=other)
    assert [resident.name for resident in queries.find_residents(keeper, "欧阳")] == ["欧阳明"]
    assert len(queries.find_residents(make_staff(Role.GRID_STAFF), "欧阳")) == 2


def test_a_duty_of_another_kind_finds_nobody(make_staff, nana):
    cashier = make_staff(Role.CASHIER)
    assert not queries.find_residents(cashier, "欧阳")
    assert queries.find_residents(cashier, "欧阳", Verb.SELL)


def test_a_household_is_found_by_number_card_door_and_name(household, make_staff, administrator, nana):
    staff = make_staff(Role.GRID_STAFF)
    number = household.account
    for typed in (number.number, number.grouped_number, "娜娜", household.door):
        assert list(queries.find_households(staff, typed)) == [household]
    assert not queries.find_households(staff, "张三")
    assert not queries.find_households(staff, "")


def test_a_household_of_another_building_is_not_found_by_its_number(household, make_staff, community):
    elsewhere = make_staff(Role.GRID_STAFF, grid=community.get_children().get(name="2栋"))
    assert queries.household_by_number(household.account.number) == household
    assert not queries.find_households(elsewhere, household.account.number)


@pytest.mark.parametrize("typed", ["", "12345678", "123456789", "abcdefghi", "１２３４５６７８９"])
def test_what_is_no_number_is_no_household(household, typed):
    assert queries.household_by_number(typed) is None


def test_one_wrong_digit_is_no_household(household):
    number = household.account.number
    wrong = number[:4] + str((int(number[4]) + 1) % 10) + number[5:]
    assert queries.household_by_number(wrong) is None
