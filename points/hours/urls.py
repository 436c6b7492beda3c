from django.urls import URLPattern, URLResolver, path

from points.hours import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("waiting/", views.list_waiting, name="hours-waiting"),
    path("<int:pk>/", views.show_record, name="hours-record"),
    path("<int:pk>/confirm/", views.confirm, name="hours-confirm"),
]
