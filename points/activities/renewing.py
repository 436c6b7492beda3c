"""The button beside the code that makes every earlier one worthless."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from points.activities import services
from points.activities.desk import shift_to_run
from points.errors import PointsError
from points.permissions import user_of


@login_required
@never_cache
@require_POST
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    shift = shift_to_run(request, pk)
    try:
        services.renew_code(shift, reason=request.POST.get("reason", ""), by=user_of(request))
        messages.success(request, _("New codes from now on. Earlier ones are refused."))
    except PointsError as refusal:
        messages.error(request, str(refusal))
    return redirect("points:code", pk)
