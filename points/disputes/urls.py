from django.urls import URLPattern, URLResolver, path

from points.disputes import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_disputes, name="disputes"),
    path("<int:pk>/", views.show_dispute, name="dispute"),
]
