"""What staff write in the admin goes through the services, and a refusal is said above the form."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from points.audit import LogEntry
from points.models import (
    Activity,
    Card,
    Consent,
    Duty,
    Good,
    Grid,
    Household,
    Resident,
    Shift,
    StockMove,
    Store,
    Team,
    TeamMembership,
)
from points.people import queries
from points.permissions import Role, group_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(as_role):
    return as_role(Role.ADMINISTRATOR)


@pytest.fixture
def today():
    return timezone.localdate()


def add(client, listing, **data):
    return client.post(reverse(f"points_{listing}:add"), data)


def errors(answer) -> str:
    assert answer.status_code == 200, "the form was accepted"
    return str(answer.context["form"].errors)


def test_a_household_comes_with_its_account(officer, building, today):
    data = {"grid": building.pk, "door": "2单元301", "since": today, "base": "10"}
    assert add(officer, "household", **data).status_code == 302
    household = Household.objects.get()
    assert (household.account.base, household.residences.get().since) == (100, today)
    assert LogEntry.objects.filter(action="points.household_registered").exists()


def test_a_taken_door_is_said_above_the_form(officer, household, building, today):
    data = {"grid": building.pk, "door": household.door, "since": today, "base": ""}
    assert household.door not in errors(add(officer, "household", **data))
    assert Household.objects.count() == 1


def test_a_household_of_another_community_is_not_registered(officer, elsewhere, today):
    grid = elsewhere.get_children().get()
    assert "grid" in errors(add(officer, "household", grid=grid.pk, door="1", since=today))
    assert not Household.objects.exists()


def test_points_are_typed_with_one_decimal(officer, building, today):
    data = {"grid": building.pk, "door": "1", "since": today}
    assert "base" in errors(add(officer, "household", base="0.55", **data))
    assert "base" in errors(add(officer, "household", base="-1", **data))
    assert add(officer, "household", base="0.5", **data).status_code == 302
    assert Household.objects.get().account.base == 5


def test_a_household_moves_and_its_history_stays(officer, household, building, community, today):
    second = community.get_children().get(name="2栋")
    url = reverse("points_household:edit", args=[household.pk])
    data = {"grid": second.pk, "door": "808", "is_active": "on"}
    assert "moved_on" in errors(officer.post(url, data))
    assert officer.post(url, data | {"moved_on": today}).status_code == 302
    household.refresh_from_db()
    assert (household.grid, household.door) == (second, "808")
    assert queries.residence_on(household, today - timedelta(days=1)).grid == building


def test_a_door_that_was_written_wrongly_is_no_move(officer, household, building):
    url = reverse("points_household:edit", args=[household.pk])
    data = {"grid": building.pk, "door": "1单元101", "is_active": "on", "moved_on": ""}
    assert officer.post(url, data).status_code == 302
    assert household.residences.get().door == "1单元101"


def test_a_resident_joins_the_household_that_was_typed(officer, household, make_household):
    make_household("李明", door="404")
    data = {"household_typed": household.account.grouped_number, "name": "欧阳娜娜", "phone": "139 1234 5601"}
    assert add(officer, "resident", **data).status_code == 302
    resident = Resident.objects.get(name="欧阳娜娜")
    assert (resident.household, resident.phone) == (household, "+8613912345601")
    assert "phone" in errors(add(officer, "resident", household_typed="404", name="李红", phone="123"))
    assert "household_typed" in errors(add(officer, "resident", household_typed="999", name="李红"))


def test_two_that_fit_are_as_bad_as_none(officer, make_household):
    make_household("王芳", door="404")
    make_household("王芳", door="405")
    assert "household_typed" in errors(add(officer, "resident", household_typed="王芳", name="王小宝"))
    assert "resident_typed" in errors(add(officer, "consent", resident_typed="wf", purpose="public_name"))


def test_a_resident_is_corrected_and_given_a_login(officer, household, django_user_model):
    user = django_user_model.objects.create_user("wang")
    url = reverse("points_resident:edit", args=[household.residents.get().pk])
    data = {"name": "王小芳", "phone": "13912345601", "is_head": "on", "is_active": "on"}
    assert "login" in errors(officer.post(url, data | {"login": "nobody"}))
    assert officer.post(url, data | {"login": "wang"}).status_code == 302
    assert queries.resident_of(user).name == "王小芳"
    assert "login" not in officer.get(url).context["form"].fields


def test_a_card_is_issued_and_revoked_and_stays_on_record(officer, household):
    assert add(officer, "card", household_typed=household.account.number).status_code == 302
    card = Card.objects.get()
    url = reverse("points_card:delete", args=[card.pk])
    asked = officer.get(url).content.decode()
    assert card.serial not in asked
    assert str(household) in asked, "whoever revokes a card sees whose it is"
    assert officer.post(url).status_code == 302
    card.refresh_from_db()
    assert card.revoked_at
    assert officer.post(url).status_code == 302, "it is over already, and denied"
    assert card.serial not in officer.get(reverse("points_card:inspect", args=[card.pk])).content.decode()


def test_a_consent_is_recorded_and_withdrawn(officer, household):
    assert add(officer, "consent", resident_typed="王芳", purpose="public_name").status_code == 302
    resident = household.residents.get()
    assert queries.public_name(resident) == "王芳"
    assert officer.post(reverse("points_consent:delete", args=[Consent.objects.get().pk])).status_code == 302
    assert queries.public_name(resident) == "王*"
    assert Consent.objects.count() == 1


def test_a_duty_is_given_with_its_group_and_ended(officer, community, django_user_model, today):
    user = django_user_model.objects.create_user("zhang")
    data = {"login": "zhang", "role": "cashier", "grid": community.pk, "since": today}
    assert add(officer, "duty", **data).status_code == 302
    assert list(user.groups.all()) == [Group.objects.get(name=group_name(Role.CASHIER))]
    assert "zhang" not in errors(add(officer, "duty", **data))
    duty = Duty.objects.get(user=user)
    assert officer.post(reverse("points_duty:delete", args=[duty.pk])).status_code == 302
    duty.refresh_from_db()
    assert duty.until == today
    assert not user.groups.exists()


def test_nobody_appoints_for_the_whole_town(officer, community, django_user_model, today):
    django_user_model.objects.create_user("zhang")
    data = {"login": "zhang", "role": "administrator", "grid": community.get_parent().pk, "since": today}
    assert "grid" in errors(add(officer, "duty", **data))


def test_a_grid_grows_below_what_is_served(officer, community, elsewhere):
    level = community.get_children().first().level
    assert add(officer, "grid", parent=community.pk, level=level.pk, name="3栋").status_code == 302
    assert Grid.objects.get(pk=community.pk).get_children().filter(name="3栋").exists()
    assert "parent" in errors(add(officer, "grid", parent=elsewhere.pk, level=level.pk, name="3栋"))
    errors(add(officer, "grid", level=level.pk, name="3栋"))
    assert Grid.objects.filter(name="3栋").count() == 1


def test_teams_and_units_are_made_where_one_serves(officer, community, elsewhere):
    assert add(officer, "team", community=community.pk, name="红马甲").status_code == 302
    assert add(officer, "unit", community=community.pk, name="第三小学").status_code == 302
    assert "community" in errors(add(officer, "team", community=elsewhere.pk, name="红马甲"))


def test_a_member_joins_a_team_and_leaves_it_and_both_stay_on_record(officer, community, household, today):
    add(officer, "team", community=community.pk, name="红马甲")
    data = {"team": Team.objects.get().pk, "resident_typed": "王芳", "since": today}
    assert add(officer, "teammembership", **data).status_code == 302
    membership = TeamMembership.objects.get()
    assert officer.post(reverse("points_teammembership:delete", args=[membership.pk])).status_code == 302
    membership.refresh_from_db()
    assert membership.until == today


def test_an_activity_and_its_shift_are_planned(officer, here):
    kind = here.activity.kind
    data = {"community": here.community.pk, "kind": kind.pk, "name": "清理河道"}
    assert add(officer, "activity", **data).status_code == 302
    activity = Activity.objects.get(name="清理河道")
    times = {"starts_at": "2026-11-28 08:00", "ends_at": "2026-11-28 10:00", "capacity": "30"}
    assert add(officer, "shift", activity=activity.pk, **times).status_code == 302
    shift = Shift.objects.get(activity=activity)
    assert shift.secret not in officer.get(reverse("points_shift:inspect", args=[shift.pk])).content.decode()
    wrong = times | {"ends_at": "2026-11-28 07:00"}
    errors(add(officer, "shift", activity=activity.pk, **wrong))


def test_a_store_has_its_account_and_its_goods_a_price(officer, community):
    data = {"community": community.pk, "name": "积分超市", "code": "hongtutian"}
    assert add(officer, "store", **data).status_code == 302
    store = Store.objects.get()
    assert store.account.name == "redeemed:hongtutian"
    good = {"store": store.pk, "name": "醋", "unit": "瓶", "position": "0"}
    assert "price" in errors(add(officer, "good", price="0.25", **good))
    assert add(officer, "good", price="0.5", **good).status_code == 302
    assert Good.objects.get().price == 5


def test_stock_is_moved_once_by_a_double_tap(officer, here):
    data = {"good": here.good.pk, "kind": "received", "quantity": "7", "form_key": str(uuid4())}
    assert add(officer, "stockmove", **data).status_code == 302
    assert add(officer, "stockmove", **data).status_code == 302
    here.good.refresh_from_db()
    assert (here.good.stock, StockMove.objects.count()) == (12, 2)
    lost = {"kind": "lost", "quantity": "-99", "note": "受潮", "form_key": str(uuid4())}
    errors(add(officer, "stockmove", **data | lost))


def test_stock_and_balance_are_never_typed_over(officer, here):
    url = reverse("points_good:edit", args=[here.good.pk])
    assert "stock" not in officer.get(url).context["form"].fields
    data = {"name": "大米", "unit": "袋", "price": "12", "position": "0", "stock": "999", "is_on_shelf": "on"}
    assert officer.post(url, data).status_code == 302
    here.good.refresh_from_db()
    assert (here.good.price, here.good.stock) == (120, 5)


def test_the_command_is_run_again_and_adds_nothing(capsys, db):
    call_command("points_groups")
    first = capsys.readouterr().out
    assert first.count("made") == len(Role)
    call_command("points_groups")
    second = capsys.readouterr().out
    assert second.count("was there, 0 permissions added") == len(Role)
    assert Group.objects.filter(name__in=[group_name(role) for role in Role]).count() == len(Role)


def test_a_site_that_changes_its_language_keeps_its_groups(groups, settings, make_staff):
    settings.LANGUAGE_CODE = "en"
    before = set(Group.objects.values_list("name", flat=True))
    call_command("points_groups", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == before
    assert make_staff(Role.CASHIER).groups.count() == 1


def test_what_a_site_gave_besides_stays_given(groups):
    group = Group.objects.get(name=group_name(Role.CASHIER))
    extra = group.permissions.model.objects.get(codename="view_household")
    group.permissions.add(extra)
    call_command("points_groups", verbosity=0)
    assert extra in group.permissions.all()


@pytest.fixture
def root(db):
    return Page.objects.get(depth=1)


def test_editors_publish_below_the_page_that_was_named(groups, make_staff, root):
    section = root.add_child(instance=Page(title="新闻", slug="news"))
    call_command("points_groups", editor_pages=section.pk, verbosity=0)
    editor = make_staff(Role.EDITOR)
    root.refresh_from_db()
    assert section.permissions_for_user(editor).can_publish()
    assert not root.permissions_for_user(editor).can_add_subpage()
