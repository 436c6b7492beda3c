from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from points.portal import awarding, cards, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show_home, name="portal"),
    path("passbook/", views.read_statement, name="statement"),
    path("passbook/own/", views.read_own_statement, name="own-statement"),
    path("passbook/<int:transfer_id>/", views.explain_line, name="line"),
    path("card/", views.show_card, name="card"),
    path("cards/<int:pk>/", cards.print_card, name="card-print"),
    path("award/", awarding.find_household, name="award"),
    path("award/<str:number>/", awarding.choose_rule, name="award-rules"),
    path("award/<str:number>/<int:rule>/", awarding.write_award, name="award-write"),
    path("awards/<int:pk>/", awarding.show_receipt, name="award-receipt"),
    path("awards/<int:pk>/take-back/", awarding.take_back, name="award-undo"),
    path("hours/", views.read_hours, name="hours"),
    path("large-type/", views.switch_elder_mode, name="elder"),
    path("language/", set_language, name="language"),
    path("log-out/", LogoutView.as_view(next_page="points:portal"), name="logout"),
]
