"""Devices: scanners and tills that speak to the API with a token.

A device acts as a user of its own with a duty of its own, so that permissions, the log and every row that it writes
treat it like anybody else. The token is shown once; what is kept is its digest.
"""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log

from points import audit
from points.api import queries
from points.api.models import Device
from points.errors import DeviceNameTaken, DeviceRevoked, StoreNeeded
from points.people import queries as people_queries
from points.people import services as people
from points.people.models import Duty, Grid
from points.permissions import Role, User, Verb
from points.supermarket.models import Store

ROLES = {Device.Scope.CHECKIN: Role.ORGANISER, Device.Scope.TILL: Role.CASHIER}
_PREFIX = "pt_"
_TOKEN_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class NewDevice:
    device: Device
    token: str
    """Shown once; nobody can read it again."""


@transaction.atomic
def add_device(
    *, name: str, scope: Device.Scope, community: Grid, store: Store | None = None, by: User | None
) -> NewDevice:
    """A device with a duty in its community and a token. A till is bound to its store.

    `by` is None on the command line. Refuses with `not_your_grid`, `device_name_taken`, `store_needed`.
    """
    if (scope == Device.Scope.TILL) != (store is not None) or (store and store.community_id != community.pk):
        raise StoreNeeded()
    if Device.objects.filter(name=name).exists():
        raise DeviceNameTaken(name=name)
    token = _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    device = Device.objects.create(
        name=name,
        scope=scope,
        community=community,
        store=store,
        user_id=_user_for_device().pk,
        digest=queries.digest_of(token),
    )
    people.appoint(device.user, role=ROLES[scope], grid=community, since=timezone.localdate(), by=by)
    log(instance=device, action="points.device_added", user=by, data=audit.facts(scope=scope, store=device.store_id))
    return NewDevice(device=device, token=token)


@transaction.atomic
def revoke_device(device: Device, *, by: User | None) -> Device:
    """From this moment the token opens nothing. Refuses with `not_your_grid`, `device_revoked`."""
    if by is not None:
        # Asked here, too: a device whose duty was ended before is not anybody's to revoke.
        people_queries.require(by, Verb.APPOINT, device.community)
    now = timezone.now()
    if not Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise DeviceRevoked()
    for duty in Duty.objects.filter(user=device.user, until__isnull=True):
        people.dismiss(duty, on=timezone.localdate(), by=by)
    get_user_model().objects.filter(pk=device.user_id).update(is_active=False)
    log(instance=device, action="points.device_revoked", user=by)
    device.refresh_from_db()
    return device


def _user_for_device() -> AbstractBaseUser:
    """A user that nobody logs in as: without a password, under a name that nobody types."""
    model = get_user_model()
    name = f"device-{secrets.token_hex(6)}"
    field = model._meta.get_field(model.USERNAME_FIELD)
    user = model(**{field.name: f"{name}@device.invalid" if isinstance(field, models.EmailField) else name})
    user.set_unusable_password()
    user.save()
    return user
