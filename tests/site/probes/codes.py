"""Prints what a phone gets to see that asks for codes: known and unknown numbers, too many, too old, no provider."""

import json
import re
from datetime import timedelta
from typing import Any

import django

django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from community import sms  # noqa: E402

KNOWN, UNKNOWN = "13800000007", "13933334444"
ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"
VERIFY = "/accounts/phone/verify/"
sent: list[tuple[str, str]] = []


class Outbox:
    def send(self, phone: str, text: str) -> None:
        sent.append((phone, text))


class Broken:
    def send(self, phone: str, text: str) -> None:
        raise sms.NotSent(f"{phone} {text}")


def use(backend: type) -> None:
    sms.import_string = lambda path: backend


def page(client: Client, path: str) -> str:
    """Without what differs from page to page and says nothing: keys of forms, times, and the number itself."""
    text = client.get(path, follow=True).content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\d\d:\d\d:\d\d|data-seconds="\d+"', "", text)
    return re.sub(r"139 3333 4444|138 0000 0007", "", text)


def ask(phone: str) -> Client:
    cache.clear()
    client = Client()
    client.answer = client.post(ASK, {"phone": phone})  # type: ignore[attr-defined]
    return client


def kinds(phone: str, clock: time_machine.Traveller) -> dict[str, object]:
    """What whoever types this number sees, step by step, and how many messages that costs."""
    before = len(sent)
    client = ask(phone)
    answers = [client.answer.status_code, client.answer.url]
    pages = [page(client, CONFIRM)]
    wrong = client.post(CONFIRM, {"code": "000000"})
    answers.append(wrong.status_code)
    soon = client.post(CONFIRM, {"action": "resend"})
    answers += [soon.status_code, soon.url, len(sent) - before]
    clock.shift(timedelta(seconds=61))
    cache.clear()
    again = client.post(CONFIRM, {"action": "resend"})
    answers += [again.status_code, again.url, len(sent) - before]
    pages.append(page(client, CONFIRM))
    clock.shift(timedelta(seconds=301))
    old = client.get(CONFIRM)
    answers += [old.status_code, old.url]
    pages.append(page(client, old.url))
    return {"answers": answers, "pages": pages}


def statuses(numbers: list[str]) -> list[int]:
    """Of asking for a code in turn, from devices of their own, a minute after the other."""
    found = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for index, number in enumerate(numbers):
            # An address of its own, so that allauth's limits for an address are out of the way.
            client = Client(REMOTE_ADDR=f"10.0.0.{index + 1}")
            found.append(client.post(ASK, {"phone": number}).status_code)
            clock.shift(timedelta(seconds=61))
            for key in [key for key in list(cache._cache) if ":gap:" in key]:  # type: ignore[attr-defined]
                cache._cache.pop(key)  # type: ignore[attr-defined]
    return found


def leads_on(client: Client, answer: Any) -> list[str]:
    """Where an answer leads, and the sentence that waits there."""
    shown = client.get(answer.url).content.decode()
    return [answer.url, " ".join(re.findall(r"验证码[^<。]*。(?:[^<。]*。)?", shown))]


def sign_up() -> Client:
    cache.clear()
    client = Client()
    client.post("/accounts/signup/", {"phone": UNKNOWN, "password1": "shi-liu-2026"})
    return client


def wrong_too_often(client: Client) -> Any:
    for _ in range(2):
        client.post(VERIFY, {"code": "000000"})
    return client.post(VERIFY, {"code": "000000"})


def change_number() -> Client:
    cache.clear()
    client = Client()
    client.post("/accounts/login/", {"login": "wangfang", "password": "hongtutian"})
    client.post("/accounts/phone/change/", {"phone": UNKNOWN})
    return client


def proofs_of_a_number() -> dict[str, list[str]]:
    """What the code of a new number says that is too old, or was wrong too often."""
    found = {}
    client = sign_up()
    found["sign-up, too soon"] = leads_on(client, client.post(VERIFY, {"action": "resend"}))
    client = ask(KNOWN)
    settings.SMS_A_DAY = 0
    cache.clear()
    found["sign-in, none left"] = leads_on(client, client.post(CONFIRM, {"action": "resend"}))
    settings.SMS_A_DAY = 2000
    for name, begin in (("sign-up", sign_up), ("change", change_number)):
        client = begin()
        found[f"{name}, wrong"] = leads_on(client, wrong_too_often(client))
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = begin()
            clock.shift(timedelta(seconds=901))
            right = re.search(r"\d{6}", sent[-1][1])
            found[f"{name}, old"] = leads_on(client, client.post(VERIFY, {"code": right.group()}))
        found[f"{name}, nothing asked"] = leads_on(client, client.get(VERIFY))
    client = ask(KNOWN)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        clock.shift(timedelta(hours=2))
        found["sign-in, hours later"] = leads_on(client, client.get(CONFIRM))
    return found


use(Outbox)
with time_machine.travel(timezone.now(), tick=False) as clock:
    both = {phone: kinds(phone, clock) for phone in (KNOWN, UNKNOWN)}

cache.clear()
twice = Client().post(ASK, {"phone": KNOWN}), Client().post(ASK, {"phone": KNOWN})

cache.clear()
settings.SMS_A_DAY_FOR_A_NUMBER = 3
for_a_number = {phone: statuses([phone] * 4) for phone in (KNOWN, UNKNOWN)}
settings.SMS_A_DAY_FOR_A_NUMBER = 10
cache.clear()
settings.SMS_A_DAY = 2
for_the_site = statuses([KNOWN, UNKNOWN, "13955556666"])
settings.SMS_A_DAY = 2000

cache.clear()
use(Broken)
broken = Client().post(ASK, {"phone": KNOWN})
use(Outbox)

client = ask(KNOWN)
shown = client.get(CONFIRM).content.decode()
proofs = proofs_of_a_number()
login = Client().get("/accounts/login/").content.decode()

print(  # noqa: T201
    json.dumps(
        {
            "known": both[KNOWN]["answers"],
            "unknown": both[UNKNOWN]["answers"],
            "same pages": both[KNOWN]["pages"] == both[UNKNOWN]["pages"],
            "old": both[KNOWN]["pages"][2],
            "twice": [answer.status_code for answer in twice],
            "too soon": twice[1].content.decode(),
            "for a number": for_a_number,
            "for the site": for_the_site,
            "broken": [broken.status_code, broken.content.decode()],
            "confirm": shown,
            "proofs": proofs,
            "login": login,
        }
    )
)
