"""Printing households' cards at the office, one or a whole village, for people without a phone."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from points import printing
from points.errors import PointsError
from points.people import queries as people
from points.people import services
from points.people.models import Card, Grid
from points.permissions import User, Verb, user_of
from points.portal.card_forms import CardsForm, LostForm, SheetForm
from points.portal.queries import cards

_MOMENT = "%Y-%m-%dT%H:%M:%S.%f"


@login_required
@never_cache
@require_safe
def print_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever may issue a card may print it. A card that was revoked is not found."""
    card = _card(request, pk)
    [face] = cards.faces_of([card])
    context = {"card": card, "text": face.text, "face": face, "lost": LostForm()}
    return printing.show(request, "points/portal/card_print.html", context, filename=_("card"))


@login_required
@require_POST
def reissue_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card is lost: a new one takes its place, and is printed."""
    card = get_object_or_404(_ever_issued(request), pk=pk)
    form = LostForm(request.POST)
    if not form.is_valid():
        return redirect("points:card-print", pk)
    try:
        fresh = services.reissue_card(card, by=user_of(request), key=form.cleaned_data["key"]).result
    except PointsError as refusal:
        messages.error(request, str(refusal))
        return redirect("points:cards-print")
    return redirect("points:card-print", fresh.pk)


# --- a building or a village ----------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def print_cards(request: HttpRequest) -> HttpResponse:
    """For which households; then the files with their cards. What is written is written before the first file."""
    grids = people.grids_for(_issuer(request), Verb.MANAGE_PEOPLE)
    form = CardsForm(request.POST if request.method == "POST" else None, grids=grids)
    if request.method == "POST" and form.is_valid():
        return _issue(request, form)
    asked = SheetForm(request.GET, grids=grids)
    context = {"form": form}
    if request.method == "GET" and asked.is_valid():
        grid, since = asked.cleaned_data["grid"], asked.cleaned_data["since"]
        form.fields["grid"].initial = grid.pk
        files = cards.files_of(cards.cards_at(grid, user_of(request), since=since))
        context |= {
            "grid": grid,
            "since": since,
            "files": files,
            "count": sum(file.count for file in files),
            "missing": cards.without_card(grid),
            "chosen": _chosen(grid, since),
        }
    return render(request, "points/portal/cards_choose.html", context)


@login_required
@require_safe
def print_sheet(request: HttpRequest) -> HttpResponse:
    """One file of cards, ten on a page."""
    asked = SheetForm(request.GET, grids=people.grids_for(_issuer(request), Verb.MANAGE_PEOPLE))
    if not asked.is_valid():
        raise Http404
    grid, number = asked.cleaned_data["grid"], asked.cleaned_data["part"] or 1
    some = cards.part_of(cards.cards_at(grid, user_of(request), since=asked.cleaned_data["since"]), number)
    if not some:
        raise Http404
    context = {"grid": grid, "pages": cards.pages_of(cards.faces_of(some)), "part": number, "count": len(some)}
    name = f"{_('cards')}-{grid.name}-{number}"
    return printing.answer(request, "points/portal/cards_print.html", context, filename=name)


def _issue(request: HttpRequest, form: CardsForm) -> HttpResponse:
    grid, what, since = form.cleaned_data["grid"], form.cleaned_data["what"], None
    if what != CardsForm.What.AS_THEY_ARE:
        issue = services.reissue_cards if what == CardsForm.What.ANEW else services.issue_cards
        try:
            made = issue(grid, by=user_of(request), key=form.cleaned_data["key"]).result
        except PointsError as refusal:
            messages.error(request, str(refusal))
            return redirect("points:cards-print")
        if not made:
            messages.info(request, _("Every household has a card already; nothing was issued."))
            return redirect("points:cards-print")
        since = min(card.issued_at for card in made)
    return redirect(f"{reverse('points:cards-print')}?{_chosen(grid, since)}")


def _chosen(grid: Grid, since: datetime | None) -> str:
    """The query that names these cards."""
    named = {"grid": grid.pk}
    return urlencode(named | ({"since": timezone.localtime(since).strftime(_MOMENT)} if since else {}))


def _ever_issued(request: HttpRequest) -> QuerySet[Card]:
    mine = people.households_for(user_of(request), Verb.MANAGE_PEOPLE)
    return Card.objects.select_related("household__grid").filter(household__in=mine)


def _card(request: HttpRequest, pk: int) -> Card:
    return get_object_or_404(cards.printable(user_of(request)), pk=pk)


def _issuer(request: HttpRequest) -> User:
    user = user_of(request)
    if people.served_paths(user, Verb.MANAGE_PEOPLE) == []:
        raise PermissionDenied
    return user
