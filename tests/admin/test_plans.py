"""The office plans: programmes, festivals with parts, roles and whom they want."""

import pytest
from django.urls import reverse

from points.models import Activity, ActivityKind, Programme
from points.permissions import Role

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
