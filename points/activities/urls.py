from django.urls import URLPattern, URLResolver, path

from points.activities import closing, desk, joining, posters, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_shifts, name="activities"),
    path("<int:pk>/", views.show_activity, name="activity"),
    path("shift/<int:pk>/", joining.show_shift, name="shift"),
    path("poster/", posters.print_door, name="door-poster"),
    path("<int:pk>/poster/", posters.print_activity, name="activity-poster"),
    path("shift/<int:pk>/poster/", posters.print_shift, name="shift-poster"),
    path("shift/<int:pk>/sign-up/", joining.sign_up, name="sign-up"),
    path("shift/<int:pk>/cancel/", joining.cancel_sign_up, name="sign-up-cancel"),
    path("checkin/", views.check_in, name="checkin"),
    path("checkin/<int:pk>/", views.show_check_in, name="checked-in"),
    path("desk/", desk.choose_shift, name="desk"),
    path("scanner/", desk.choose_shift, name="scanner"),
    path("shift/<int:pk>/code/", desk.show_code, name="code"),
    path("shift/<int:pk>/code/now/", desk.show_code_now, name="code-now"),
    path("shift/<int:pk>/scanner/", desk.scan, name="scanner"),
    path("shift/<int:pk>/scanner/pocket/", desk.show_pocket, name="scanner-pocket"),
    path("shift/<int:pk>/scanner/<int:number>/", desk.show_scan, name="scan"),
    path("shift/<int:pk>/scanner/<int:number>/take-back/", desk.take_back, name="scan-take-back"),
    path("shift/<int:pk>/enter/", closing.find_person, name="shift-enter"),
    path("shift/<int:pk>/enter/<int:resident>/", closing.enter_times, name="shift-entry"),
    path("shift/<int:pk>/close/", closing.close_shift, name="shift-close"),
    path("shift/<int:pk>/closed/", closing.show_closed, name="shift-closed"),
]
