from django.urls import URLPattern, URLResolver, path

from points.stations import desk, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.type_code, name="station-type"),
    path("at/<str:code>/", views.show_station, name="station"),
    path("asked/<int:pk>/", views.show_asking, name="station-asking"),
    path("asked/<int:pk>/now/", views.show_asking_now, name="station-asking-now"),
    path("<int:pk>/desk/", desk.show_desk, name="station-desk"),
    path("<int:pk>/desk/now/", desk.show_desk_now, name="station-desk-now"),
    path("asked/<int:pk>/answer/", desk.answer, name="station-answer"),
    path("<int:pk>/renew/", desk.renew_code, name="station-renew"),
    path("<int:pk>/poster/", desk.print_poster, name="station-poster"),
]
