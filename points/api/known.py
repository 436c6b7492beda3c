"""Which devices a process remembers, so that a plain scan is one statement and not two.

Nothing here is believed. A device that was remembered acts only inside a statement that holds where the token still
belongs to its user and neither was revoked; for everything else the database is asked first. So a revoked token is dead
on the next request, in every process.
"""

from functools import cache

from django.contrib.auth import get_user_model

from points.activities.services import Proviso
from points.api.models import Device

_MOST = 1000
"""Devices; then the process starts anew."""
_known: dict[str, Device] = {}
"""By the digest of the token."""


def device_of(digest: str) -> Device | None:
    return _known.get(digest)


def remember(digest: str, device: Device | None) -> None:
    """What the database has just said."""
    if device is None:
        _known.pop(digest, None)
        return
    if len(_known) >= _MOST:
        _known.clear()
    _known[digest] = device


def in_use(digest: str) -> Proviso:
    """That the token with this digest belongs to a device in use, which acts as the user who acts."""
    return Proviso(condition=_in_use(), values={"digest": digest})


@cache
def _in_use() -> str:
    user = get_user_model()._meta
    # A host's model may know no superusers.
    knows = any(field.name == "is_superuser" for field in user.fields)
    return (
        f"EXISTS (SELECT 1 FROM {Device._meta.db_table} device "
        f"JOIN {user.db_table} acting ON acting.{user.pk.column} = device.user_id "
        "WHERE device.digest = %(digest)s AND device.user_id = %(by)s AND device.revoked_at IS NULL "
        f"AND acting.is_active{' AND acting.is_superuser = %(by_everywhere)s' if knows else ''})"
    )
