"""Cards on paper: every code is read back, and a card that was replaced is refused."""

from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.urls import reverse

from points.errors import CardRevoked
from points.models import Card
from points.people import queries
from points.people import services as people
from points.permissions import Role
from points.supermarket import services as supermarket
from tests.conftest import settle
from tests.printing import paper
from tests.printing.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(community, building, administrator):
    """Twelve households, ten in the building and two next door."""
    next_door = community.get_children().get(name="2栋")
    places = [(building, f"{door}01") for door in range(1, 11)] + [(next_door, "101"), (next_door, "102")]
    return [settle(f"王{door}", door=door, grid=grid, by=administrator) for grid, door in places]


def order(browser, grid, what: str, **also: str):
    return browser.post(reverse("points:cards-print"), {"key": str(uuid4()), "grid": grid.pk, "what": what, **also})


def sheet(browser, grid, **query) -> bytes:
    answer = browser.get(reverse("points:cards-sheet"), {"grid": grid.pk, **query})
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


# --- what is on the paper -------------------------------------------------------------------------------------------


def test_all_ten_codes_of_a_page_are_read_back(printer, browser, community, houses):
    order(browser, community, "missing")
    pdf = sheet(browser, community)
    first, second = paper.pages(pdf, printer)
    here = {queries.card_text(card): card.household for card in Card.objects.all()}
    assert {here[text] for text in paper.codes(first)} == set(houses[:10])
    assert {here[text] for text in paper.codes(second)} == set(houses[10:])
    assert min(paper.widths(first)) >= 30
    for household in houses:
        assert household.account.grouped_number in paper.text(pdf)
        assert household.residents.get().name not in paper.text(pdf)


def test_a_code_is_read_with_a_fifth_of_it_covered(printer, browser, building, make_household):
    make_household(door="101")
    order(browser, building, "missing")
    [page] = paper.pages(sheet(browser, building), printer)
    left, top, side = _code_of(page)
    page.paste(255, (left, top + round(side * 0.45), left + round(side * 0.45), top + round(side * 0.65)))
    assert len(paper.codes(page)) == 1


def _code_of(page) -> tuple[int, int, int]:
    [found] = paper.positions(page)
    return found.top_left.x, found.top_left.y, found.top_right.x - found.top_left.x


def test_the_card_of_a_member_bears_the_name_and_no_other_card_does(printer, browser, building, make_household, office):
    household = make_household("王𠮷", door="101")
    people.issue_card(household, by=office)
    own = people.issue_card(household, by=office, resident=household.residents.get())
    assert paper.text(sheet(browser, building)).count("王𠮷") == 1
    answer = browser.get(reverse("points:card-print", args=[own.pk]), {"as": "pdf"})
    [page] = paper.pages(answer.content, printer)
    assert paper.codes(page) == [queries.card_text(own)]
    assert "王𠮷" in paper.text(answer.content)


def test_neither_the_title_nor_the_name_of_the_file_names_anybody(printer, browser, building, make_household, office):
    household = make_household("王𠮷", door="101")
    own = people.issue_card(household, by=office, resident=household.residents.get())
    answer = browser.get(reverse("points:card-print", args=[own.pk]), {"as": "pdf"})
    said = f"{paper.facts(answer.content)} {answer['Content-Disposition']}"
    for secret in ("王", household.account.number, "101"):
        assert secret not in said


def test_the_page_shows_the_same_cards(browser, building, houses):
    order(browser, building, "missing")
    page = browser.get(reverse("points:cards-sheet"), {"grid": building.pk, "as": "page"})
    assert page.content.decode().count('class="pt-qr"') == 10
    assert "no-store" in page["Cache-Control"]


# --- what is issued -------------------------------------------------------------------------------------------------


def test_cards_are_issued_to_those_without_and_only_these_are_listed(browser, building, houses, office):
    people.issue_card(houses[0], by=office)
    answer = order(browser, building, "missing")
    listed = browser.get(answer["Location"]).context
    assert [(file.count, file.first, file.last) for file in listed["files"]] == [(9, "1栋 1001", "1栋 901")]
    assert Card.objects.count() == 10
    # Without the day all of them are listed.
    assert browser.get(reverse("points:cards-print"), {"grid": building.pk}).context["count"] == 10


def test_new_cards_for_all_need_a_word_that_the_old_ones_end(browser, building, houses, office):
    before = people.issue_card(houses[0], by=office)
    assert order(browser, building, "anew").context["form"].errors.keys() == {"is_sure"}
    assert queries.read_card(queries.card_text(before)) == before
    assert order(browser, building, "anew", is_sure="on").status_code == 302
    with pytest.raises(CardRevoked):
        queries.read_card(queries.card_text(before))


def test_the_same_form_sent_twice_issues_once(browser, building, houses):
    form = {"key": str(uuid4()), "grid": building.pk, "what": "anew", "is_sure": "on"}
    first, second = (browser.post(reverse("points:cards-print"), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Card.objects.count() == 10


def test_a_village_is_printed_in_several_files(browser, community, administrator):
    entries = [
        people.Entry(grid=community, door=f"{door:03}", since=date(2026, 1, 1), members=[people.Member(name="王")])
        for door in range(101)
    ]
    people.register_many(entries, by=administrator)
    files = browser.get(order(browser, community, "missing")["Location"]).context["files"]
    assert [(file.number, file.count) for file in files] == [(1, 100), (2, 1)]
    query = {"grid": community.pk, "as": "page"}
    sizes = [
        browser.get(reverse("points:cards-sheet"), query | {"part": part}).content.decode().count('class="pt-qr"')
        for part in (1, 2)
    ]
    assert sizes == [100, 1]
    assert browser.get(reverse("points:cards-sheet"), query | {"part": 3}).status_code == 404


# --- a lost card ----------------------------------------------------------------------------------------------------


def test_a_lost_card_is_replaced_and_the_till_refuses_it(browser, household, office, community, administrator):
    lost = people.issue_card(household, by=office)
    store = supermarket.open_store(community=community, name="红土田积分超市", code="hongtutian", by=administrator)
    key = browser.get(reverse("points:card-print", args=[lost.pk])).context["lost"]["key"].value()
    answer = browser.post(reverse("points:card-reissue", args=[lost.pk]), {"key": key})
    fresh = household.cards.get(revoked_at__isnull=True)
    assert urlsplit(answer["Location"]).path == reverse("points:card-print", args=[fresh.pk])
    till = reverse("points:till", args=[store.code])
    shown = browser.post(till, {"do": "find", "typed": queries.card_text(lost), "key": str(uuid4())})
    assert str(CardRevoked()) in shown.content.decode()
    shown = browser.post(till, {"do": "find", "typed": queries.card_text(fresh), "key": str(uuid4())})
    assert household.account.grouped_number in shown.content.decode()


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.GRID_STAFF, Role.CASHIER, Role.EDITOR, Role.AUDITOR, Role.ORGANISER])
def test_whoever_issues_no_cards_neither_issues_nor_prints_a_building(make_staff, building, houses, role):
    other = client_of(make_staff(role))
    assert order(other, building, "missing").status_code == 403
    assert other.get(reverse("points:cards-sheet"), {"grid": building.pk}).status_code == 403
    assert Card.objects.count() == 0


def test_staff_of_the_next_building_neither_issue_nor_print_here(make_staff, browser, community, building, houses):
    order(browser, building, "missing")
    other = client_of(make_staff(Role.ADMINISTRATOR, grid=community.get_children().get(name="2栋")))
    for grid in (building, community):
        assert order(other, grid, "anew", is_sure="on").status_code == 200
        assert other.get(reverse("points:cards-sheet"), {"grid": grid.pk}).status_code == 404
        assert "files" not in other.get(reverse("points:cards-print"), {"grid": grid.pk}).context
    assert Card.objects.filter(revoked_at__isnull=False).count() == 0


def test_staff_of_the_next_building_replace_no_card_here(make_staff, community, household, office):
    card = people.issue_card(household, by=office)
    other = client_of(make_staff(Role.ADMINISTRATOR, grid=community.get_children().get(name="2栋")))
    answer = other.post(reverse("points:card-reissue", args=[card.pk]), {"key": str(uuid4())})
    assert answer.status_code == 404
    assert queries.read_card(queries.card_text(card)) == card
