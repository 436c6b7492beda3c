from django.urls import URLPattern, URLResolver, path

from points.calendars import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show_month, name="calendar"),
    path("community/<int:pk>.ics", views.read_community, name="calendar-community"),
    path("team/<int:pk>.ics", views.read_team, name="calendar-team"),
    path("shift/<int:pk>.ics", views.read_shift, name="calendar-shift"),
    path("mine/<str:token>.ics", views.read_own, name="calendar-own"),
]
