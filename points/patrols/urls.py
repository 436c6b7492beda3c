from django.urls import URLPattern, URLResolver, path

from points.patrols import desk, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.type_code, name="patrol-type"),
    path("point/<str:code>/", views.pass_point, name="patrol-point"),
    path("shift/<int:pk>/", views.show_rounds, name="patrol"),
    path("route/<int:pk>/", desk.show_route, name="patrol-route"),
    path("route/<int:pk>/codes/", desk.print_codes, name="patrol-codes"),
    path("route/point/<int:pk>/renew/", desk.renew_code, name="patrol-code-renew"),
    path("route/point/<int:pk>/retire/", desk.retire_point, name="patrol-point-retire"),
]
