from django.urls import URLPattern, URLResolver, path

from points.seals import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show_head, name="seals"),
    path("notice/", views.print_notice, name="seals-notice"),
    path("checkpoint.txt", views.show_checkpoint, name="seals-checkpoint"),
    path("verify/", views.check_here, name="seals-verify"),
    path("verify.py", views.load_script, name="seals-script"),
]
