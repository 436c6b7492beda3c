"""The screens in the admin: a season is filled from the facts, and decided by somebody else."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.admin.menu import admin_menu

from honor_roll.models import Honor, Season
from points.models import Grid, Resident
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in():
    """`sign_in(user)` is a browser of somebody who may open the admin."""

    def browser(user) -> Client:
        user.user_permissions.add(
            *Permission.objects.filter(
                codename__in=[
                    "access_admin",
                    "view_season",
                    "add_season",
                    "change_season",
                    "view_honor",
                    "view_category",
                ]
            )
        )
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def desk(sign_in, editor) -> Client:
    return sign_in(editor)


def url(name, season, *args):
    return reverse(f"honor_seasons:{name}", args=[season.pk, *args])


def test_a_season_is_filled_from_the_facts_and_decided_by_another(
    desk, season, category, resident, serve, editor, sign_in, head_of_office
):
    serve(resident, 125)
    page = desk.get(url("candidates", season, category.pk)).content.decode()
    assert "王芳" in page
    choose = url("choose", season, category.pk, resident.pk)
    assert choose in page
    assert "王芳" in desk.get(choose).content.decode()

    response = desk.post(choose, {"reason": "风雨无阻", "story": "每个周末都来。", "portrait": ""})
    assert response["Location"] == url("board", season)
    honor = Honor.objects.get()
    assert (honor.resident, honor.reason, honor.chosen_by) == (resident, "风雨无阻", editor)
    assert "风雨无阻" in desk.get(url("board", season)).content.decode()
    assert choose not in desk.get(url("candidates", season, category.pk)).content.decode()

    desk.post(url("decide", season))
    season.refresh_from_db()
    assert season.state == Season.State.OPEN
    sign_in(head_of_office).post(url("decide", season))
    season.refresh_from_db()
    assert season.state == Season.State.DECIDED


def test_a_refusal_is_said_and_what_was_typed_stays(desk, season, category, resident, choose):
    choose(resident)
    response = desk.post(
        url("choose", season, category.pk, resident.pk), {"reason": "又一次", "story": "", "portrait": ""}
    )
    assert response.status_code == 200
    assert "又一次" in response.content.decode()
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert Honor.objects.count() == 1


def test_a_reason_is_needed(desk, season, category, resident):
    response = desk.post(url("choose", season, category.pk, resident.pk), {"reason": "", "story": "", "portrait": ""})
    assert response.context["form"].errors.keys() == {"reason"}
    assert not Honor.objects.exists()


def test_an_honor_is_taken_off_with_a_button(desk, season, resident, choose):
    honor = choose(resident)
    assert desk.get(url("remove", season, honor.pk)).status_code == 405
    desk.post(url("remove", season, honor.pk))
    assert not Honor.objects.exists()


def test_a_search_finds_somebody_without_facts(desk, season, category, resident):
    page = desk.get(url("candidates", season, category.pk), {"q": "王芳"}).content.decode()
    assert url("choose", season, category.pk, resident.pk) in page


@pytest.mark.parametrize("subject", ["household", "grid", "team"])
def test_households_and_bodies_have_their_candidates(desk, season, make_category, household, community, subject, serve):
    serve(household.residents.get(), 30)
    of = make_category(subject)
    assert desk.get(url("candidates", season, of.pk)).status_code == 200
    assert desk.get(url("candidates", season, of.pk), {"q": "1"}).status_code == 200


@pytest.mark.parametrize("role", [Role.CASHIER, Role.ORGANISER])
def test_whoever_has_no_duty_to_choose_sees_no_candidate(sign_in, make_staff, season, category, resident, serve, role):
    serve(resident, 60)
    client = sign_in(make_staff(role))
    for name, args in (("board", ()), ("candidates", (category.pk,)), ("choose", (category.pk, resident.pk))):
        response = client.get(url(name, season, *args))
        assert response.status_code != 200
        assert "王芳" not in response.content.decode()


def test_a_season_elsewhere_does_not_exist(sign_in, make_staff, season, community):
    other = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    client = sign_in(make_staff(Role.EDITOR, grid=other))
    assert client.get(url("board", season)).status_code == 404
    assert client.post(url("decide", season)).status_code == 404
    assert season.name not in client.get(reverse("honor_seasons:index")).content.decode()


def test_honors_hang_in_the_entry_of_the_points(desk):
    desk.get(reverse("wagtailadmin_home"))
    menus = [item.menu for item in admin_menu.registered_menu_items if hasattr(item, "menu")]
    links = [{entry.url for entry in menu.registered_menu_items} for menu in menus]
    [points] = [urls for urls in links if reverse("points_household:index") in urls]
    assert {reverse(f"{name}:index") for name in ("honor_seasons", "honors", "honor_categories")} <= points


def test_a_resident_does_not_enter(client, season, resident, django_user_model):
    user = django_user_model.objects.create_user("resident")
    Resident.objects.filter(pk=resident.pk).update(user=user)
    client.force_login(user)
    assert client.get(url("board", season)).status_code == 302


def test_a_season_is_added_and_edited_until_it_is_decided(desk, season, community, choose, resident, decided):
    data = {"community": community.pk, "name": "2026年第四季度", "starts_on": "2026-10-01", "ends_on": "2026-12-31"}
    assert desk.post(reverse("honor_seasons:add"), data).status_code == 302
    assert Season.objects.filter(name="2026年第四季度").exists()
    edit = url("edit", season)
    assert desk.get(edit).status_code == 200
    choose(resident)
    decided()
    desk.post(edit, data | {"name": "改名"})
    season.refresh_from_db()
    assert season.name == "2026年第三季度"


def test_honors_have_no_form_of_their_own(sign_in, administrator, resident, choose):
    honor = choose(resident)
    client = sign_in(administrator)
    for name, args in (("add", ()), ("edit", (honor.pk,)), ("delete", (honor.pk,))):
        assert client.get(reverse(f"honors:{name}", args=args)).status_code == 302
    client.post(reverse("honors:delete", args=[honor.pk]))
    assert Honor.objects.exists()
    assert "王芳" not in client.get(reverse("honors:index")).content.decode()


@pytest.mark.parametrize("name", ["honor_seasons", "honors", "honor_categories"])
def test_lists_can_be_searched_and_exported(sign_in, administrator, resident, choose, name):
    choose(resident)
    client = sign_in(administrator)
    assert client.get(reverse(f"{name}:index"), {"q": "2026"}).status_code == 200
    response = client.get(reverse(f"{name}:index"), {"export": "csv"})
    assert response.status_code == 200
    assert "王芳" not in b"".join(response.streaming_content).decode()
