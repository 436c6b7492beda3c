"""Prints who comes in with the card and the PIN that the demo names, and for whom the resident of the demo acts."""

import json
import re
import sys
from io import StringIO

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from points.models import Acting, Proxy, Resident  # noqa: E402
from points.people import queries as people  # noqa: E402


def help_with(username: str, number: str, pin: str) -> tuple[int, bool]:
    """How the page answers, and whether the old woman is then looked after."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    elder = Resident.objects.get(household__account__number=number.replace(" ", ""), is_active=True)
    answer = client.post("/points/assist/", {"text": number, "resident": elder.pk, "pin": pin})
    is_acting = Acting.objects.filter(user__username=username, resident=elder).exists()
    return answer.status_code, is_acting


said = StringIO()
call_command("demo", "--tier", "xs", stdout=said)
number, pin = re.search(r"/points/assist/.* number ([0-9 ]+) and the PIN (\d+)", said.getvalue()).groups()
guardian = Proxy.objects.select_related("resident", "user").get()
json.dump(
    {
        "wrong": help_with("wanggeyuan", number, "6294"),
        "right": help_with("wanggeyuan", number, pin),
        "who set it": help_with("guanliyuan", number, pin),
        "guardian": [guardian.user.username, guardian.kind, people.is_minor(guardian.resident)],
        "told": "wangfang chooses it at /points/acting/" in said.getvalue(),
    },
    sys.stdout,
)
