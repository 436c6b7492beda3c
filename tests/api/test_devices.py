"""Devices: a token is shown once, kept as a digest, and dead the moment it is revoked."""

import hashlib
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from points.api import services as api
from points.api.models import Device
from points.errors import DeviceNameTaken, DeviceRevoked, NotPermitted, StoreNeeded
from points.models import Duty, Grid, Resident, Scan
from points.people import queries as people_queries
from points.people import services as people
from points.permissions import Role
from tests.activities.conftest import clock

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("device", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def status_with(token: str, number: str = "100000009") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get(f"/points/api/v1/accounts/{number}", headers=headers).status_code


def test_a_till_is_made_used_listed_and_revoked(community, store, household):
    token = run("add", "前台", "--scope", "till", "--store", store.code).strip()
    device = Device.objects.get()
    assert device.digest == hashlib.sha256(token.encode()).hexdigest()
    assert (device.community, device.store) == (community, store)
    assert Duty.objects.get(user=device.user).role == Role.CASHIER
    assert status_with(token, household.account.number) == 200
    assert token not in run("list")
    assert "前台\ttill\thongtutian\tin use" in run("list")
    run("revoke", "前台")
    assert status_with(token, household.account.number) == 401
    assert "revoked" in run("list")
    assert Duty.objects.get(user=device.user).until is not None
    device.user.refresh_from_db()
    assert not device.user.is_active


def test_a_scanner_belongs_to_the_only_community_or_to_the_one_that_is_said(community):
    run("add", "1号", "--scope", "checkin")
    assert Device.objects.get().community == community
    community.get_root().add_child(level=community.level, name="桃园社区", code="taoyuan")
    with pytest.raises(CommandError):
        run("add", "2号", "--scope", "checkin")
    run("add", "2号", "--scope", "checkin", "--community", "taoyuan")
    assert Device.objects.get(name="2号").community.name == "桃园社区"


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "--scope", "till"),
        ("add", "x", "--scope", "till", "--store", "none"),
        ("add", "x", "--scope", "checkin", "--community", "none"),
        ("add", "x", "--scope", "everything"),
        ("add", "x"),
        ("revoke", "nobody"),
        (),
    ],
)
def test_a_command_that_makes_no_sense_makes_no_device(community, arguments):
    with pytest.raises(CommandError):
        run(*arguments)
    assert not Device.objects.exists()
    assert not get_user_model().objects.filter(username__startswith="device").exists()


def test_a_scanner_has_no_store_and_a_till_one_of_its_community(community, store):
    far = Grid.objects.get(pk=community.get_root().add_child(level=community.level, name="桃园社区").pk)
    for scope, where, of in ((Device.Scope.CHECKIN, community, store), (Device.Scope.TILL, far, store)):
        with pytest.raises(StoreNeeded):
            api.add_device(name="x", scope=scope, community=where, store=of, by=None)


def test_a_name_is_used_once(community):
    run("add", "1号", "--scope", "checkin")
    with pytest.raises(DeviceNameTaken):
        api.add_device(name="1号", scope=Device.Scope.CHECKIN, community=community, by=None)


def test_a_device_is_revoked_once(community):
    made = api.add_device(name="1号", scope=Device.Scope.CHECKIN, community=community, by=None)
    api.revoke_device(made.device, by=None)
    with pytest.raises(DeviceRevoked):
        api.revoke_device(made.device, by=None)


def test_adding_a_device_needs_the_right_to_appoint(community, make_staff, administrator):
    with pytest.raises(NotPermitted):
        api.add_device(name="1号", scope=Device.Scope.CHECKIN, community=community, by=make_staff(Role.ORGANISER))
    assert api.add_device(name="1号", scope=Device.Scope.CHECKIN, community=community, by=administrator).token


def test_revoking_a_device_needs_the_right_to_appoint_where_it_stands(community, make_staff, administrator):
    made = api.add_device(name="1号", scope=Device.Scope.CHECKIN, community=community, by=None)
    # As the listing of duties allows.
    people.dismiss(Duty.objects.get(user=made.device.user), on=timezone.localdate(), by=administrator)
    with pytest.raises(NotPermitted):
        api.revoke_device(made.device, by=make_staff(Role.ORGANISER))
    assert api.revoke_device(made.device, by=make_staff(Role.ADMINISTRATOR)).revoked_at


def test_nobody_logs_in_as_a_device(community, client):
    made = api.add_device(name="1号", scope=Device.Scope.CHECKIN, community=community, by=None)
    assert not made.device.user.has_usable_password()
    assert not client.login(username=made.device.user.get_username(), password="")


def test_tokens_differ_and_are_long(community):
    tokens = {
        api.add_device(name=f"{number}", scope=Device.Scope.CHECKIN, community=community, by=None).token
        for number in range(3)
    }
    assert len(tokens) == 3
    assert min(len(token) for token in tokens) > 40


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer pt_nothing", "Bearer 王", "Basic eDp5", "pt_x"])
def test_a_strange_token_opens_nothing(community, header):
    Device.objects.all().delete()
    response = Client().get("/points/api/v1/accounts/100000009", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json()["code"] in {"invalid_token", "not_authenticated"}


@pytest.mark.parametrize(
    "revoke",
    [
        lambda device: api.revoke_device(device, by=None),
        lambda device: Device.objects.filter(pk=device.pk).update(revoked_at=timezone.now()),
        lambda device: get_user_model().objects.filter(pk=device.user_id).update(is_active=False),
        lambda device: Device.objects.filter(pk=device.pk).update(digest="0" * 64),
        lambda device: Device.objects.filter(pk=device.pk).delete(),
    ],
    ids=["revoked", "marked", "inactive", "another token", "gone"],
)
def test_a_scanner_that_scanned_before_is_dead_the_moment_it_is_revoked(scanner, scan, revoke):
    with clock("08:05"):
        assert scanner.post("checkins", scan()).status_code == 201
        revoke(Device.objects.get())
        response = scanner.post("checkins", scan())
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
    assert Scan.objects.count() == 1


def test_a_scanner_that_was_remembered_as_a_superuser_is_one_no_longer(scanner, scan):
    device = Device.objects.get()
    get_user_model().objects.filter(pk=device.user_id).update(is_superuser=True)
    Duty.objects.filter(user=device.user).delete()
    with clock("08:05"):
        assert scanner.post("checkins", scan()).status_code == 201
        get_user_model().objects.filter(pk=device.user_id).update(is_superuser=False)
        assert scanner.post("checkins", scan()).json()["code"] == "not_permitted"


def test_a_scan_of_a_scanner_that_is_remembered_is_one_statement(scanner, scan, django_assert_num_queries):
    with clock("08:05"):
        scanner.post("checkins", scan())
        body = scan()
        # SQLite writes in no WITH. The other two are the savepoint that the test's own transaction asks for.
        with django_assert_num_queries(2 + (1 if connection.vendor == "postgresql" else 4)):
            assert scanner.post("checkins", body).status_code == 201


@pytest.fixture
def scan(shift, make_volunteer, administrator):
    """`scan()` is the body for the card of somebody who has not come yet."""

    def body() -> dict:
        resident = make_volunteer(f"王{Resident.objects.count()}")
        card = people.issue_card(resident.household, by=administrator, resident=resident)
        return {"shift": shift.pk, "card": people_queries.card_text(card), "direction": "in"}

    return body


def test_the_digest_is_no_token(till):
    assert status_with(Device.objects.get().digest) == 401
