"""Recording an award by hand: grid staff at a household's door, with a phone.

Three steps, each a page of its own that works without JavaScript: the household, the rule, what was done. What it comes
to is shown before anything is booked; the key that was made with the form goes along, so that a double tap books once.
"""

from datetime import datetime, time

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from points.errors import NobodyFound, NoRuleBook, PointsError
from points.ledger.models import is_account_number
from points.people import queries as people
from points.people.models import Household
from points.permissions import User, Verb, user_of
from points.portal.award_forms import AwardForm, FindForm, TakeBackForm
from points.portal.queries.passbook import balance_after
from points.rules import queries as rules_queries
from points.rules import services as rules
from points.rules.models import AwardRecord, Rule
from points.texts import refuse_personal_numbers

AT_MOST = 8
"""Households offered for what was typed, and records shown as the last ones."""


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def find_household(request: HttpRequest) -> HttpResponse:
    """Whose award it is: a card, a number, a door or a name. Sought by POST, so that no name stands in an address."""
    user = _recorder(request)
    form = FindForm(request.POST)
    found: list[Household] = []
    refusal: PointsError | None = None
    if form.typed:
        try:
            found = list(_found(user, form.typed))
        except PointsError as refused:
            refusal = refused
    if len(found) == 1:
        return redirect("points:award-rules", found[0].account.number)
    context = {"form": form, "found": found, "refusal": refusal, "latest": _records(user)[:AT_MOST]}
    return render(request, "points/portal/award_find.html", context)


@login_required
@never_cache
@require_safe
def choose_rule(request: HttpRequest, number: str) -> HttpResponse:
    """What was done: the rules of the book that is in force today."""
    household = _household(_recorder(request), number)
    refusal = _refusal_of(user_of(request), household)
    categories: dict[str, list[Rule]] = {}
    for rule in _rules(household):
        categories.setdefault(rule.category, []).append(rule)
    if not categories and not refusal:
        refusal = NoRuleBook(day=timezone.localdate().isoformat())
    context = {"household": household, "categories": () if refusal else categories.items(), "refusal": refusal}
    return render(request, "points/portal/award_choose.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def write_award(request: HttpRequest, number: str, rule: int) -> HttpResponse:
    """The form; sent once it says what it comes to, sent again from there it is booked."""
    household = _household(_recorder(request), number)
    chosen = get_object_or_404(_rules(household), pk=rule)
    form = AwardForm(request.POST or None, rule=chosen, household=household)
    context = {"household": household, "rule": chosen, "form": form}
    if request.method == "POST" and form.is_valid() and form.verb != "change":
        act = _act(form, household)
        try:
            people.refuse_own_household(user_of(request), household)
            refuse_personal_numbers(act.note)
            if form.verb == "record":
                return redirect("points:award-receipt", rules.award(act, by=user_of(request)).result.pk)
            context["award"] = rules_queries.value_of(act)
        except PointsError as refusal:
            # A refusal is kept with its key: what is sent next is another request.
            context |= {"refusal": refusal, "form": form.anew()}
    return render(request, "points/portal/award_write.html", context)


@login_required
@never_cache
@require_safe
def show_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_receipt(request, _record(request, pk), form=TakeBackForm())


@login_required
@never_cache
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A mistake: the points go back, and both lines stay."""
    record = _record(request, pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _show_receipt(request, record, form=form)
    key, reason = f"desk:undo:{form.cleaned_data['key']}", form.cleaned_data["reason"]
    try:
        rules.undo(record, key=key, by=user_of(request), reason=reason)
    except PointsError as refusal:
        return _show_receipt(request, record, form=TakeBackForm(initial={"reason": reason}), refusal=refusal)
    return redirect("points:award-receipt", record.pk)


def _show_receipt(
    request: HttpRequest, record: AwardRecord, *, form: TakeBackForm, refusal: PointsError | None = None
) -> HttpResponse:
    household = rules_queries.household_of(record.account)
    assert household is not None, "a record that is seen belongs to a household"
    context = {
        "record": record,
        "household": household,
        "explanation": rules_queries.explain(record),
        "balance": balance_after(record),
        "may_undo": people.may(user_of(request), Verb.REVERSE_AWARD, household.grid) and not record.undone_at,
        "form": form,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "points/portal/award_show.html", context, status=status)


# --- who, for whom, by which rule -----------------------------------------------------------------------------------


def _recorder(request: HttpRequest) -> User:
    user = user_of(request)
    if people.served_paths(user, Verb.RECORD_AWARD) == []:
        raise PermissionDenied
    return user


def _found(user: User, typed: str) -> QuerySet[Household]:
    """Refuses with `nobody_found`, `card_unreadable`, `card_revoked`."""
    found = people.find_households(user, typed, Verb.RECORD_AWARD).order_by("grid__path", "door")[: AT_MOST + 1]
    if not found:
        raise NobodyFound(typed=typed)
    return found.prefetch_related("residents")


def _household(user: User, number: str) -> Household:
    mine = people.households_for(user, Verb.RECORD_AWARD).filter(is_active=True)
    # An address may hold anything, a NUL included, which PostgreSQL does not even compare.
    mine = mine if is_account_number(number) else mine.none()
    return get_object_or_404(mine, account__number=number)


def _refusal_of(user: User, household: Household) -> PointsError | None:
    try:
        people.refuse_own_household(user, household)
    except PointsError as refusal:
        return refusal
    return None


def _rules(household: Household) -> QuerySet[Rule]:
    community = people.community_of(household.grid)
    book = rules_queries.book_in_force(community, on=timezone.localdate())
    return Rule.objects.filter(rule_book=book).order_by("code") if book else Rule.objects.none()


def _act(form: AwardForm, household: Household) -> rules.Act:
    sent = form.cleaned_data
    return rules.Act(
        account=household.account,
        community=people.community_of(household.grid),
        rule_code=form.rule.code,
        # A day is all that is asked for. Its first moment is never ahead of now.
        occurred_at=timezone.make_aware(datetime.combine(sent["occurred_on"], time.min)),
        key=f"desk:award:{sent['key']}",
        resident=sent.get("resident"),
        quantity=sent.get("quantity") or 1,
        minutes=sent.get("minutes"),
        difficulty=sent.get("difficulty") or "",
        points=sent.get("points"),
        note=sent["note"],
    )


def _records(user: User) -> QuerySet[AwardRecord]:
    """What the user recorded on this screen, the newest first."""
    mine = AwardRecord.objects.filter(recorded_by_id=user.pk, key__startswith="desk:award:")
    return mine.select_related("rule", "account__household__grid").order_by("-pk")


def _record(request: HttpRequest, pk: int) -> AwardRecord:
    record = get_object_or_404(AwardRecord.objects.select_related("rule", "resident", "account", "transfer"), pk=pk)
    household = rules_queries.household_of(record.account)
    if household is None or not people.may(user_of(request), Verb.RECORD_AWARD, household.grid):
        # As for a number that nobody gave: who tries numbers learns nothing.
        raise Http404
    return record
