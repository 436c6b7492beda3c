"""What a volunteer says about being near, from the receipt of his check-in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from points.activities import services
from points.activities.models import CheckIn
from points.errors import PointsError
from points.permissions import user_of


@login_required
@never_cache
@require_POST
def tell_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads the word and nothing else: whatever a script adds to it is not looked at."""
    mine = CheckIn.objects.filter(resident__user=request.user.pk).select_related("resident", "shift__activity")
    check_in = get_object_or_404(mine, pk=pk)
    try:
        services.tell_place(check_in, word=request.POST.get("word", ""), by=user_of(request))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:checked-in", pk)
