"""Printing a household's card at the office, for people without a phone."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points.people import queries as people
from points.people.models import Card
from points.permissions import User, Verb


@login_required
@never_cache
@require_safe
def print_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever may issue a card may print it. A card that was revoked is not found."""
    mine = people.households_for(cast(User, request.user), Verb.MANAGE_PEOPLE)
    cards = Card.objects.select_related("household__grid", "household__account", "resident")
    card = get_object_or_404(cards.filter(household__in=mine, revoked_at__isnull=True), pk=pk)
    context = {
        "card": card,
        "household": card.household,
        "account": card.household.account,
        "text": people.card_text(card),
    }
    return render(request, "points/portal/card_print.html", context)
