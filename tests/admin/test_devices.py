"""A scanner that was lost is revoked in the admin, at once and for good; it is made by the command alone."""

import pytest
from django.test import Client
from django.urls import reverse

from points.api import services as api
from points.api.models import Device
from points.audit import LogEntry
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(community):
    return api.add_device(name="门口扫描枪", scope=Device.Scope.CHECKIN, community=community, by=None)


def answers(token: str) -> int:
    return Client().get("/points/api/v1/shifts/1/roster", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_lost_device_is_revoked_after_a_question(as_role, made):
    officer = as_role(Role.ADMINISTRATOR)
    revoke = reverse("points_device:delete", args=[made.device.pk])
    assert revoke in officer.get(reverse("points_device:index")).content.decode()
    assert revoke in officer.get(reverse("points_device:inspect", args=[made.device.pk])).content.decode()
    asked = officer.get(revoke).content.decode()
    assert "门口扫描枪" in asked, "whoever revokes a device sees which one"
    assert "None" not in asked, "a scanner has no store, and nothing is said of it"
    assert made.device.digest not in asked
    assert answers(made.token) != 401, "asking revokes nothing"
    assert officer.post(revoke).status_code == 302
    assert answers(made.token) == 401
    made.device.refresh_from_db()
    assert made.device.revoked_at
    entry = LogEntry.objects.get(action="points.device_revoked")
    assert entry.user_id == int(officer.session["_auth_user_id"])


def test_a_revoked_device_is_not_revoked_again(as_role, made):
    api.revoke_device(made.device, by=None)
    officer = as_role(Role.ADMINISTRATOR)
    revoke = reverse("points_device:delete", args=[made.device.pk])
    for page in (reverse("points_device:index"), reverse("points_device:inspect", args=[made.device.pk])):
        assert revoke not in officer.get(page).content.decode()
    assert officer.get(revoke).status_code == 302
    assert officer.post(revoke).status_code == 302
    assert not LogEntry.objects.filter(action="points.device_revoked", user__isnull=False).exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ORGANISER, Role.CASHIER])
def test_whoever_does_not_appoint_revokes_none(as_role, made, role):
    client = as_role(role)
    revoke = reverse("points_device:delete", args=[made.device.pk])
    assert client.post(revoke).status_code in {302, 404}
    assert revoke not in client.get(reverse("points_device:index")).content.decode()
    made.device.refresh_from_db()
    assert made.device.revoked_at is None


def test_a_device_of_another_community_does_not_exist(as_role, made, elsewhere):
    officer = as_role(Role.ADMINISTRATOR, grid=elsewhere)
    assert officer.post(reverse("points_device:delete", args=[made.device.pk])).status_code == 404
    assert answers(made.token) != 401


def test_a_device_is_neither_added_nor_edited_here(client, administrator, made):
    client.force_login(administrator)
    for address in (
        reverse("points_device:add"),
        reverse("points_device:edit", args=[made.device.pk]),
    ):
        assert client.post(address, {"name": "x"}).status_code in {302, 404}
    assert Device.objects.get().name == "门口扫描枪"
