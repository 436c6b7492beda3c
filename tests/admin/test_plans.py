"""The office plans: programmes, festivals with parts, roles and whom they want."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from points.audit import LogEntry
from points.models import (
    Activity,
    ActivityKind,
    ActivityRole,
    Programme,
    ResidentSkill,
    RolePlaces,
    Route,
    RoutePoint,
    Rule,
    Shift,
    Skill,
    Station,
)
from points.permissions import Role
from points.rules import services as rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(as_role):
    client = as_role(Role.ADMINISTRATOR)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def festival(community) -> Activity:
    kind = ActivityKind.objects.create(name="节庆", mode=ActivityKind.Mode.FESTIVAL)
    return Activity.objects.create(community=community, kind=kind, name="邻居节")


@pytest.fixture
def activity(community):
    kind = ActivityKind.objects.create(name="集中活动")
    return {"community": community.pk, "kind": kind.pk, "name": "百家宴", "rule_code": ""}


def add(client, listing, **data):
    return client.post(reverse(f"points_{listing}:add"), data)


def errors(answer) -> dict:
    assert answer.status_code == 200, "the form was accepted"
    return answer.context["form"].errors


def test_a_programme_is_named_and_given_to_an_activity(officer, community, activity):
    sent = {"community": community.pk, "name": "红石榴", "sentence": "像石榴籽一样", "is_active": "on"}
    assert add(officer, "programme", **sent).status_code == 302
    programme = Programme.objects.get()
    assert add(officer, "activity", **activity, programme=programme.pk).status_code == 302
    assert Activity.objects.get().programme == programme


def test_a_programme_of_another_community_is_neither_offered_nor_taken(officer, elsewhere, activity):
    stranger = Programme.objects.create(community=elsewhere, name="同心")
    assert list(errors(add(officer, "activity", **activity, programme=stranger.pk))) == ["programme"]
    assert list(errors(add(officer, "programme", community=elsewhere.pk, name="同心二"))) == ["community"]


def test_a_programme_that_has_ended_is_offered_to_nothing_new(officer, community, activity):
    ended = Programme.objects.create(community=community, name="旧项目", is_active=False)
    assert list(errors(add(officer, "activity", **activity, programme=ended.pk))) == ["programme"]
    kept = Activity.objects.create(community=community, kind_id=activity["kind"], name="老活动", programme=ended)
    sent = {"kind": activity["kind"], "name": "老活动", "rule_code": "", "programme": ended.pk}
    assert officer.post(reverse("points_activity:edit", args=[kept.pk]), sent).status_code == 302


def test_festivals_are_offered_as_what_an_activity_is_a_part_of(officer, festival, activity):
    ordinary = Activity.objects.create(community=festival.community, kind_id=activity["kind"], name="大扫除")
    offered = officer.get(reverse("points_activity:add")).context["form"].fields["parent"].queryset
    assert list(offered) == [festival]
    assert list(errors(add(officer, "activity", **activity, parent=ordinary.pk))) == ["parent"]
    assert add(officer, "activity", **activity, parent=festival.pk).status_code == 302
    assert festival.parts.get().name == "百家宴"


def test_a_festival_with_parts_keeps_its_kind(officer, festival, activity):
    add(officer, "activity", **activity, parent=festival.pk)
    address = reverse("points_activity:edit", args=[festival.pk])
    sent = {"kind": activity["kind"], "name": "邻居节", "rule_code": ""}
    assert list(errors(officer.post(address, sent))) == ["kind"]
    assert officer.post(address, sent | {"kind": festival.kind_id, "name": "第二十届邻居节"}).status_code == 302


# --- roles ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(officer, activity) -> Activity:
    assert add(officer, "activity", **activity).status_code == 302
    return Activity.objects.get()


def role(activity, **fields) -> dict:
    return {"activity": activity.pk, "kind": "volunteer", "name": "掌勺", "has_hours": "on", "rule_code": ""} | fields


def test_a_role_is_added_with_its_own_places_and_worth(officer, planned, community, administrator):
    act = Rule(
        code="A1", category="志愿", name="掌勺", unit="次", kind="per_event", points=100, difficulties={"熟练": 120}
    )
    book = rules.draft(community=community, name="细则", rules=[rules.RuleDraft(rule=act)], by=administrator)
    rules.adopt(book, in_force_from=date(2026, 1, 1), where="居民代表会议", by=administrator)
    first_aid = Skill.objects.create(community=community, name="急救")
    sent = {"capacity": 3, "rule_code": "A1", "difficulty": "熟练", "age_from": 18, "skills": [first_aid.pk]}
    assert "difficulty" in errors(add(officer, "activityrole", **role(planned, **sent | {"difficulty": "危险"})))
    assert add(officer, "activityrole", **role(planned, **sent)).status_code == 302
    made = ActivityRole.objects.get()
    assert (made.capacity, made.has_own_rule, made.rule_code, made.difficulty) == (3, True, "A1", "熟练")
    assert (made.age_from, list(made.skills.all())) == (18, [first_aid])
    assert LogEntry.objects.filter(action="points.role_added").exists()


@pytest.mark.parametrize(("chosen", "kept"), [("", (False, "")), ("-", (True, ""))])
def test_a_role_is_worth_what_the_activity_is_or_hours_only(officer, planned, chosen, kept):
    assert add(officer, "activityrole", **role(planned, rule_code=chosen)).status_code == 302
    made = ActivityRole.objects.get()
    assert (made.has_own_rule, made.rule_code) == kept
    form = officer.get(reverse("points_activityrole:edit", args=[made.pk])).context["form"]
    assert form.initial["rule_code"] == chosen


def test_a_role_is_changed_and_a_refusal_is_said_above_the_form(officer, planned):
    add(officer, "activityrole", **role(planned, capacity=3))
    add(officer, "activityrole", **role(planned, name="来宾"))
    made, _guest = ActivityRole.objects.order_by("pk")
    address = reverse("points_activityrole:edit", args=[made.pk])
    sent = role(planned, name="大厨", capacity=2, is_offered="on")
    assert "activity" not in officer.get(address).context["form"].fields
    assert officer.post(address, sent).status_code == 302
    assert ActivityRole.objects.get(pk=made.pk).name == "大厨"
    assert list(errors(officer.post(address, sent | {"name": "来宾"}))) == ["name"]
    noon = timezone.now() + timedelta(days=1)
    shift = Shift.objects.create(activity=planned, starts_at=noon, ends_at=noon + timedelta(hours=2), capacity=5)
    RolePlaces.objects.create(shift=shift, role=made, taken=2)
    assert "2 places are taken" in str(errors(officer.post(address, sent | {"capacity": 1})))


def test_a_role_of_another_community_is_not_added(officer, elsewhere, planned):
    stranger = Activity.objects.create(community=elsewhere, kind=planned.kind, name="百家宴")
    assert "activity" in errors(add(officer, "activityrole", **role(stranger)))


# --- demands, windows, deadlines --------------------------------------------------------------------------------------


def test_an_activity_says_whom_it_wants_and_until_when_one_drops_out(officer, community, elsewhere, activity):
    first_aid = Skill.objects.create(community=community, name="急救")
    strange = Skill.objects.create(community=elsewhere, name="急救")
    sent = activity | {"age_from": 18, "age_to": 70, "skills": [first_aid.pk], "drop_out_hours": 24}
    assert list(errors(add(officer, "activity", **sent | {"age_to": 17}))) == ["age_to"]
    assert list(errors(add(officer, "activity", **sent | {"skills": [strange.pk]}))) == ["skills"]
    assert add(officer, "activity", **sent, has_late_sign_up="on").status_code == 302
    made = Activity.objects.get()
    assert (made.age_from, made.age_to, made.drop_out_hours, made.has_late_sign_up) == (18, 70, 24, True)
    assert list(made.skills.all()) == [first_aid]


def test_a_shift_has_a_window_for_signing_up(officer, planned):
    sent = {"activity": planned.pk, "starts_at": "2026-12-05 09:00", "ends_at": "2026-12-05 11:00", "capacity": 5}
    window = {"sign_up_opens_at": "2026-12-01 09:00", "sign_up_closes_at": "2026-12-04 18:00"}
    late = window | {"sign_up_closes_at": "2026-12-05 11:01"}
    assert "closes before the shift ends" in str(errors(add(officer, "shift", **sent, **late)))
    assert add(officer, "shift", **sent, **window).status_code == 302
    shift = Shift.objects.get()
    assert f"{timezone.localtime(shift.sign_up_closes_at):%m-%d %H:%M}" == "12-04 18:00"
    address = reverse("points_shift:edit", args=[shift.pk])
    assert officer.post(address, sent).status_code == 302
    shift.refresh_from_db()
    assert shift.sign_up_closes_at is None


# --- skills -----------------------------------------------------------------------------------------------------------


def test_a_skill_is_confirmed_and_withdrawn(officer, community, household):
    assert add(officer, "skill", community=community.pk, name="理发").status_code == 302
    skill, resident = Skill.objects.get(), household.residents.get()
    assert add(officer, "residentskill", resident_typed=resident.name, skill=skill.pk).status_code == 302
    held = ResidentSkill.objects.get()
    assert (held.resident, held.confirmed_by is not None) == (resident, True)
    again = add(officer, "residentskill", resident_typed=resident.name, skill=skill.pk)
    assert "confirmed already" in str(errors(again))
    assert officer.post(reverse("points_residentskill:delete", args=[held.pk])).status_code == 302
    held.refresh_from_db()
    assert held.ended_at


def test_skills_of_one_community_bear_different_names(officer, community):
    for name in ("理发", "急救"):
        add(officer, "skill", community=community.pk, name=name)
    address = reverse("points_skill:edit", args=[Skill.objects.get(name="急救").pk])
    assert list(errors(officer.post(address, {"name": "理发"}))) == ["name"]
    assert officer.post(address, {"name": "红十字急救"}).status_code == 302


# --- patrols and stations ---------------------------------------------------------------------------------------------


@pytest.fixture
def patrol(community) -> Activity:
    kind = ActivityKind.objects.create(name="巡逻", mode=ActivityKind.Mode.PATROL)
    return Activity.objects.create(community=community, kind=kind, name="夜间巡逻")


def test_a_route_and_its_points_are_planned(officer, patrol, activity):
    other = Activity.objects.create(community=patrol.community, kind_id=activity["kind"], name="大扫除")
    sent = {"is_ordered": "on", "rounds": 2, "round_minutes": 60}
    assert list(errors(add(officer, "route", activity=other.pk, **sent))) == ["activity"], "only a patrol has one"
    assert add(officer, "route", activity=patrol.pk, **sent).status_code == 302
    route = Route.objects.get()
    assert (route.activity, route.rounds) == (patrol, 2)
    point = {"route": route.pk, "number": 1, "name": "东门"}
    assert add(officer, "routepoint", **point, closes_minute=15).status_code == 302
    assert RoutePoint.objects.get().codes.count() == 1
    again = add(officer, "routepoint", **point)
    assert "The route has a checkpoint number 1." in again.content.decode()
    late = add(officer, "routepoint", route=route.pk, number=2, name="西门", closes_minute=90)
    assert "within the round" in late.content.decode()
    assert RoutePoint.objects.count() == 1


def test_no_screen_of_the_office_shows_the_code_of_a_point_or_a_station(officer, patrol):
    add(officer, "route", activity=patrol.pk, is_ordered="on", rounds=1, round_minutes=60)
    add(officer, "routepoint", route=Route.objects.get().pk, number=1, name="东门")
    add(officer, "station", activity=patrol.pk, name="值班台")
    point, station = RoutePoint.objects.get(), Station.objects.get()
    for name, row, code in (("routepoint", point, point.codes.get().code), ("station", station, station.code)):
        for screen in ("index", "edit", "inspect", "history"):
            args = [] if screen == "index" else [row.pk]
            page = officer.get(reverse(f"points_{name}:{screen}", args=args))
            assert page.status_code == 200
            assert code not in page.content.decode()
        assert code not in officer.get(reverse(f"points_{name}:index"), {"export": "csv"}).getvalue().decode()


def test_a_station_is_opened_and_taken_out_of_use(officer, patrol):
    assert add(officer, "station", activity=patrol.pk, name="值班台").status_code == 302
    station = Station.objects.get()
    assert officer.post(reverse("points_station:edit", args=[station.pk]), {"name": "值班台"}).status_code == 302
    station.refresh_from_db()
    assert not station.is_active


def test_a_place_is_known_only_where_the_site_asks_for_hints(officer, activity, community, settings):
    sent = activity | {"latitude": "23.1176", "longitude": "113.0121"}
    assert add(officer, "activity", **sent).status_code == 302
    assert Activity.objects.get().latitude is None
    settings.POINTS = {"has_place_hints": True}
    assert list(errors(add(officer, "activity", **sent | {"longitude": ""}))) == ["longitude"]
    assert add(officer, "activity", **sent).status_code == 302
    assert str(Activity.objects.latest("pk").latitude) == "23.1176"
