"""Prints what a resident finds about the own login: sessions, passkeys, and what a helper does not find there."""

import json

import django

django.setup()

from allauth.mfa.adapter import get_adapter  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from points.models import Proxy, Resident  # noqa: E402
from points.people.queries import ACTING_KEY  # noqa: E402
from points.people.services import begin_acting  # noqa: E402

PASSWORD = "hongtutian"
OWN = [
    "/accounts/sessions/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
    "/accounts/phone/change/",
]
SECOND_PROOF = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sign_in(name: str, **more: str) -> Client:
    client = Client(**more)
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


users = get_user_model().objects
phone = sign_in("wangfang", HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0")
lost = sign_in("wangfang", HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)")
listed = phone.get("/accounts/sessions/").content.decode()
before = phone.get("/accounts/2fa/webauthn/add/").url
phone.post("/accounts/reauthenticate/", {"password": PASSWORD})
pages = {path: phone.get(path).status_code for path in OWN}
phone.post("/accounts/sessions/")
after = [is_in(phone), is_in(lost)]

helped = Resident.objects.filter(user__isnull=True, is_active=True).order_by("pk").first()
wang = users.get(username="wangfang")
proxy = Proxy.objects.create(resident=helped, user=wang, kind="family", since=timezone.localdate())
acting = begin_acting(proxy, by=wang)
session = phone.session
session[ACTING_KEY] = acting.pk
session.save()
while_acting = {path: phone.get(path).status_code for path in [*OWN, "/accounts/logout/"]}

asked = {}
for name in ("wangfang", "guanliyuan"):
    user = users.get(username=name)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    asked[name] = get_adapter().is_mfa_enabled(user, SECOND_PROOF)
passkey = Client().get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()

print(  # noqa: T201
    json.dumps(
        {
            "listed": listed,
            "before the password": before,
            "pages": pages,
            "after": after,
            "while acting": while_acting,
            "second proof": asked,
            "passkey": sorted(passkey["request_options"]["publicKey"]),
        }
    )
)
