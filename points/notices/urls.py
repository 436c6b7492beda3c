from django.urls import URLPattern, URLResolver, path

from points.notices import desk, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_notices, name="notices"),
    path("desk/", desk.show_desk, name="notices-desk"),
    path("<int:pk>/", views.show_notice, name="notice"),
    path("<int:pk>/object/", views.object_to, name="notice-object"),
    path("<int:pk>/sheet/", desk.print_sheet, name="notice-sheet"),
    path("<int:pk>/desk/", desk.show_notice, name="notice-desk"),
    path("<int:pk>/paper/", desk.enter_paper, name="notice-paper"),
    path("objections/<int:pk>/", desk.show_objection, name="objection"),
]
