"""Prints who comes in, by which way, and whom a phone number makes them."""

import json
import re

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.test import Client  # noqa: E402

from community import sms  # noqa: E402
from points.models import Resident  # noqa: E402

PASSWORD = "hongtutian"
sent: list[tuple[str, str]] = []


class Outbox:
    def send(self, phone: str, text: str) -> None:
        sent.append((phone, text))


settings.SMS_BACKEND = f"{__name__}.Outbox"
sms.import_string = lambda path: Outbox


def who(client: Client) -> str:
    pk = client.session.get("_auth_user_id")
    return get_user_model().objects.get(pk=pk).get_username() if pk else ""


def by_password(login: str, password: str = PASSWORD) -> str:
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": password})
    return who(client)


def code() -> str:
    found = re.search(r"\d{6}", sent[-1][1])
    return found.group() if found else ""


def by_code(phone: str) -> tuple[str, str]:
    """Who is in after a wrong code and after the right one."""
    client = Client()
    client.post("/accounts/login/code/", {"phone": phone})
    right = code()
    wrong = "111111" if right != "111111" else "222222"
    client.post("/accounts/login/code/confirm/", {"code": wrong})
    after_wrong = who(client)
    client.post("/accounts/login/code/confirm/", {"code": right})
    return after_wrong, who(client)


def neighbour() -> Resident:
    return Resident.objects.filter(phone__isnull=False, user__isnull=True).order_by("pk").first()


def sign_up(phone: str) -> tuple[Client, str]:
    # One message for a number in half a minute is the limit; nobody waits for it here.
    cache.clear()
    client = Client()
    client.post("/accounts/signup/", {"phone": phone, "password1": "shi-liu-2026"})
    return client, code()


resident = neighbour()
client, right_code = sign_up(resident.phone.removeprefix("+86"))
before = Resident.objects.get(pk=resident.pk).user_id
client.post("/accounts/phone/verify/", {"code": right_code})
claimed = Resident.objects.get(pk=resident.pk)
stranger, _ = sign_up("13911112222")
hasty = Client().post("/accounts/signup/", {"phone": "13911112222", "password1": "shi-liu-2026"})
again, _ = sign_up(resident.phone.removeprefix("+86"))
unknown_before = len(sent)
Client().post("/accounts/login/code/", {"phone": "13933334444"})

print(  # noqa: T201
    json.dumps(
        {
            "user name": by_password("zuzhizhe"),
            "phone of staff": by_password("13800000002"),
            "phone with spaces": by_password("138 0000 0007"),
            "wrong password": by_password("wangfang", "wrong"),
            "code": by_code("13800000007"),
            "claimed before the code": before,
            "claimed after the code": claimed.user_id is not None and claimed.is_phone_verified,
            "came in as resident": who(client) == get_user_model().objects.get(pk=claimed.user_id).get_username(),
            "stranger waits": who(stranger),
            "second message within half a minute": hasty.status_code,
            "second sign-up with the number": who(again),
            "unknown number told": sent[unknown_before][1] != "" and not re.search(r"\d{6}", sent[unknown_before][1]),
        }
    )
)
