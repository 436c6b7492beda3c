"""The plugin's addresses: a host includes them once, `path("points/", include("points.urls"))`."""

from django.urls import include, path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from points import arrivals, refusals

app_name = "points"
_pages = [
    path("", include("points.portal.urls")),
    path("activities/", include("points.activities.urls")),
    path("calendar/", include("points.calendars.urls")),
    path("hours/", include("points.hours.urls")),
    path("stations/", include("points.stations.urls")),
    path("patrols/", include("points.patrols.urls")),
    path("disputes/", include("points.disputes.urls")),
    path("notices/", include("points.notices.urls")),
    path("store/", include("points.supermarket.urls")),
    path("seals/", include("points.seals.urls")),
]
# The API says its refusals by itself. It comes first, because addresses are tried in turn and scanners are in a hurry.
urlpatterns = [
    path("api/v1/", include("points.api.urls")),
    *decorate_urlpatterns(decorate_urlpatterns(_pages, refusals.shown), arrivals.restored),
]
