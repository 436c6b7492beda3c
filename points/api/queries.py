"""Looking up devices, and accounts as far as the caller may see them."""

import hashlib
from functools import cache

from django.contrib.auth import get_user_model

from points import statements
from points.api.models import Device
from points.ledger.models import Account, Transfer, is_account_number
from points.people import queries as people
from points.people.models import Household
from points.permissions import User, Verb
from points.rules import queries as rules

_OF_DEVICE = ("id", "scope", "community_id", "store_id")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_with(digest: str) -> Device | None:
    """The device in use whose token has this digest; asked for each request, so a revoked token is dead at once.

    Found by the digest through its index. How long that takes says nothing about a token: nobody chooses a digest.
    Of the device and its user no more is at hand than every request needs; the rest is read when it is asked for.
    """
    row = statements.fetch_one(_in_use(), [digest])
    if row is None:
        return None
    model = get_user_model()
    user = model._meta.pk.to_python(row[0])
    device = statements.stored(Device, {"user_id": user, **dict(zip(_OF_DEVICE, row[1:5], strict=True))})
    standing = zip(_of_user(), map(bool, row[5:]), strict=True)
    device.user = statements.stored(model, {model._meta.pk.attname: user, **dict(standing)})
    return device


@cache
def _in_use() -> str:
    user = get_user_model()._meta
    columns = [f"device.{name}" for name in ("user_id", *_OF_DEVICE)] + [f"acting.{name}" for name in _of_user()]
    return (
        f"SELECT {', '.join(columns)} FROM {Device._meta.db_table} device "
        f"JOIN {user.db_table} acting ON acting.{user.pk.column} = device.user_id "
        "WHERE device.digest = %s AND device.revoked_at IS NULL AND acting.is_active"
    )


def _of_user() -> list[str]:
    """What permissions are asked of a user; a host's model may know no superusers."""
    return [field.name for field in get_user_model()._meta.fields if field.name in ("is_active", "is_superuser")]


def account_seen_by(user: User, number: str, *, verbs: tuple[Verb, ...]) -> Account | None:
    """The account, if it is the user's own or one of `verbs` reaches its household.

    None for an account that is not there and for one that is not the user's to see: numbers cannot be tried out.
    """
    if not is_account_number(number):
        return None
    digits = number.replace(" ", "").replace("-", "")
    account = Account.objects.filter(kind=Account.Kind.HOLDER, number=digits).first()
    household = rules.household_of(account) if account else None
    if account is None or household is None:
        return None
    if _is_own(user, account, household):
        return account
    return account if any(people.may(user, verb, household.grid) for verb in verbs) else None


def transfer_seen_by(user: User, pk: int, *, verbs: tuple[Verb, ...]) -> Transfer | None:
    """The transfer, if the account on one of its sides is seen."""
    transfer = Transfer.objects.select_related("debit", "credit").filter(pk=pk).first()
    holders = [side for side in (transfer.debit, transfer.credit) if side.is_holder] if transfer else []
    is_seen = any(account_seen_by(user, side.number, verbs=verbs) for side in holders)
    return transfer if is_seen else None


def _is_own(user: User, account: Account, household: Household) -> bool:
    resident = people.resident_of(user)
    if resident is None or not resident.is_active:
        return False
    # Of a book that counts per person, each member sees only his own.
    return account.pk == resident.account_id or (
        household.pk == resident.household_id and account.pk == household.account_id
    )
