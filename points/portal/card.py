"""The card that a resident shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from points.people import queries as people
from points.people.models import Resident
from points.portal.asking import of_resident
from points.portal.queries import home


@of_resident
def show_card(request: HttpRequest, resident: Resident) -> HttpResponse:
    """With `?large=1` nothing but the card, as large as the screen."""
    card = home.card_of(resident)
    context = {
        "resident": resident,
        "household": resident.household,
        "account": resident.household.account,
        "card": card,
        "text": people.card_text(card) if card else "",
        "members": home.members_of(resident.household),
        "shown_at": timezone.now(),
    }
    template = "card_large" if request.GET.get("large") else "card_show"
    return render(request, f"points/portal/{template}.html", context)
