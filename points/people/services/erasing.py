"""Being forgotten: a person asks, the office carries it out.

What the law lets everybody ask for is that nothing leads to him any more. So name, phone, birthday, login, consents,
cards and whatever others wrote about him by name go; a row without them stays, because hours and points of others hang
on it. The ledger stays as it is: it never held a name.

It takes two: whoever asked does not carry it out, and nobody does so for the own household.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from points import audit, personal, signals
from points.amounts import format_points
from points.errors import (
    BalanceLeft,
    ErasureAsked,
    ErasureSettled,
    HasDuties,
    NotPermitted,
    OwnEntry,
    ReasonRequired,
)
from points.ledger.models import Account
from points.people import queries
from points.people.models import (
    Acting,
    Card,
    Consent,
    Deed,
    ErasureRequest,
    Household,
    Pin,
    Proxy,
    Resident,
    TeamMembership,
    UnitMembership,
)
from points.people.traces import close_login, remove_name
from points.permissions import User, Verb
from points.texts import refuse_personal_numbers

ERASED_NAME = "×"


@transaction.atomic
def request_erasure(resident: Resident, *, by: User) -> ErasureRequest:
    """The resident asks, or the guardian of a child, or staff with the person's paper.

    Refuses with `not_your_grid`, `not_permitted`, `erasure_asked` (a request is waiting).
    """
    if not queries.stands_for(by, resident, Deed.CONSENT):
        queries.require(by, Verb.MANAGE_PEOPLE, resident.household.grid)
    try:
        with transaction.atomic():
            asked = ErasureRequest.objects.create(resident=resident, requested_by_id=by.pk)
    except IntegrityError as refusal:
        raise ErasureAsked() from refusal
    facts = audit.facts(resident=resident.pk, **queries.on_behalf_of(by, resident))
    audit.write(asked, action="points.erasure_requested", by=by, data=facts)
    return asked


@transaction.atomic
def withdraw_erasure(request: ErasureRequest, *, by: User) -> ErasureRequest:
    """The person stays after all. Refuses with `not_permitted`, `erasure_settled`."""
    if not queries.stands_for(by, request.resident, Deed.CONSENT):
        raise NotPermitted()
    _settle(request, ErasureRequest.State.WITHDRAWN, by=by)
    audit.write(request, action="points.erasure_withdrawn", by=by)
    return request


@transaction.atomic
def decline_erasure(request: ErasureRequest, *, reason: str, by: User) -> ErasureRequest:
    """The office says why it cannot be; the person reads it.

    Refuses with `not_your_grid`, `own_household`, `reason_required`, `personal_data_in_text`, `erasure_settled`.
    """
    _permit(request, by=by)
    refuse_personal_numbers(reason)
    if not reason.strip():
        raise ReasonRequired()
    _settle(request, ErasureRequest.State.DECLINED, by=by, answer=reason.strip())
    audit.write(request, action="points.erasure_declined", by=by)
    return request


@transaction.atomic
def erase_resident(request: ErasureRequest, *, by: User, leaving: int = 0) -> Resident:
    """Carry it out. `leaving` are the tenths that nobody can redeem afterwards, as the second look showed them.

    Refuses with `not_your_grid`, `own_household`, `own_entry` (who asked for the person), `erasure_settled`,
    `has_duties` (of staff, who are dismissed first), `balance_left` (something else is left than `leaving`).
    """
    _permit(request, by=by)
    if request.requested_by_id == by.pk:
        raise OwnEntry()

    household = Household.objects.select_for_update(of=("self",)).get(pk=request.resident.household_id)
    resident = Resident.objects.select_for_update(of=("self",)).get(pk=request.resident_id)
    accounts = Account.objects.select_for_update().filter(pk__in=queries.left_behind(resident)).order_by("pk")
    left = sum(account.balance for account in accounts)

    _refuse_duties(resident)
    if left != leaving:
        raise BalanceLeft(points=format_points(left))

    person = personal.Leaving(
        resident=resident.pk,
        user=resident.user_id,
        name=resident.name,
        phone=resident.phone or "",
        accounts=[account.pk for account in accounts],
        by=by,
    )
    _let_go(resident, household, by=by)
    remove_name(person, resident)
    for keeper in personal.keepers():
        keeper.erase(person)
    _settle(request, ErasureRequest.State.CARRIED_OUT, by=by)
    facts = audit.facts(request=request.pk, left=left)
    audit.write(resident, action="points.erased", by=by, data=facts, title=f"#{resident.pk}")
    signals.ring(signals.resident_erased, sender=Resident, resident=resident.pk)
    return resident


def _permit(request: ErasureRequest, *, by: User) -> None:
    queries.require(by, Verb.MANAGE_PEOPLE, request.resident.household.grid)
    queries.refuse_own_household(by, request.resident.household)


def _refuse_duties(resident: Resident) -> None:
    user = resident.user
    if user is not None and (getattr(user, "is_superuser", False) or queries.duties_of(user).exists()):
        raise HasDuties()


def _settle(request: ErasureRequest, state: str, *, by: User, answer: str = "") -> None:
    waiting = ErasureRequest.objects.filter(pk=request.pk, state=ErasureRequest.State.WAITING)
    if not waiting.update(state=state, settled_by=by.pk, settled_at=timezone.now(), answer=answer):
        raise ErasureSettled()
    request.refresh_from_db()


def _let_go(resident: Resident, household: Household, *, by: User) -> None:
    today, now = timezone.localdate(), timezone.now()
    cards = Card.objects.filter(household=household, revoked_at__isnull=True)
    if not queries.others_beside(resident):
        Household.objects.filter(pk=household.pk).update(is_active=False)
    else:
        cards = cards.filter(resident=resident)
    cards.update(revoked_at=now)
    Consent.objects.filter(resident=resident, withdrawn_at__isnull=True).update(withdrawn_at=now)
    TeamMembership.objects.filter(resident=resident, until__isnull=True).update(until=today)
    UnitMembership.objects.filter(resident=resident, until__isnull=True).update(until=Greatest(today, F("since")))
    _end_proxies(resident, today)
    Pin.objects.filter(resident=resident).delete()
    user = resident.user
    resident.name, resident.phone, resident.born_on = ERASED_NAME, None, None
    resident.is_phone_verified = resident.is_head = resident.is_active = False
    resident.user = resident.volunteer_number = None
    resident.save()
    # Behind the bars of the search the sign for an erased name would still find everybody who was erased.
    Resident.objects.filter(pk=resident.pk).update(search_tokens="")
    if user is not None:
        close_login(user)


def _end_proxies(resident: Resident, today: date) -> None:
    """Nobody acts for the person any more, and the person for nobody."""
    concerned = Q(resident=resident) | Q(user=resident.user_id, user__isnull=False)
    for proxy in Proxy.objects.filter(concerned, until__isnull=True):
        Proxy.objects.filter(pk=proxy.pk).update(until=max(today, proxy.since))
    now = timezone.now()
    Acting.objects.filter(concerned, ends_at__gt=now).update(ends_at=now)
