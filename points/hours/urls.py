from django.urls import URLPattern, URLResolver, path

from points.hours import certifying, checking, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("waiting/", views.list_waiting, name="hours-waiting"),
    path("<int:pk>/", views.show_record, name="hours-record"),
    path("<int:pk>/confirm/", views.confirm, name="hours-confirm"),
    path("<int:pk>/proposal/", views.answer_proposal, name="hours-proposal"),
    path("certificates/", certifying.find_resident, name="certificate-find"),
    path("certificates/for/<int:pk>/", certifying.issue_certificate, name="certificate-issue"),
    path("certificates/<int:pk>/", certifying.show_sheet, name="certificate-sheet"),
    path("certificates/<int:pk>/withdraw/", certifying.withdraw, name="certificate-withdraw"),
    path("check/", checking.find_certificate, name="certificate-check"),
    path("check/<str:serial>/", checking.check_certificate, name="certificate-check"),
]
