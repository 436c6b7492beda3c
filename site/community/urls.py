from allauth.urls import urlpatterns as accounts
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from community.views import AddPasskeyView, ConfirmCodeView, alone, verify_phone
from styleguide import views as styleguide

urlpatterns = [
    path("points/", include("points.urls")),
    # Wagtail's own login stays open whatever the settings say, and allauth's limits and second factors would not
    # cover it. So it is shadowed.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Residents have no e-mail address: whoever forgot the password signs in with a code.
    path("accounts/password/reset/", RedirectView.as_view(pattern_name="account_request_login_code")),
    path("accounts/login/code/confirm/", ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("accounts/phone/verify/", alone(verify_phone), name="account_verify_phone"),
    path("accounts/2fa/webauthn/add/", alone(AddPasskeyView.as_view()), name="mfa_add_webauthn"),
    path("accounts/", include(decorate_urlpatterns(accounts, alone))),
    path("i18n/", include("django.conf.urls.i18n")),
    path("styleguide/", styleguide.show, name="styleguide"),
]
if settings.IS_MEDIA_SERVED:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
urlpatterns.append(path("", include(wagtail_urls)))
