"""Looking up devices, and accounts as far as the caller may see them."""

import hashlib

from points.api.models import Device
from points.ledger.models import Account, Transfer, is_account_number
from points.people import queries as people
from points.people.models import Household
from points.permissions import User, Verb
from points.rules import queries as rules


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_with(token: str) -> Device | None:
    """The device in use that this token belongs to; asked for each request, so a revoked token is dead at once.

    Found by the digest through its index. How long that takes says nothing about a token: nobody chooses a digest.
    """
    devices = Device.objects.filter(digest=digest_of(token), revoked_at__isnull=True, user__is_active=True)
    return devices.select_related("user", "store__community", "store__account", "community").first()


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
