"""Prints how each public page answers in each language, signed out and as a resident."""

import json

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402

PUBLIC = [
    "/",
    "/news/",
    "/news/autumn-cleanup/",
    "/honors/",
    "/honors/2026-q3/",
    "/points/activities/",
    "/points/store/renshoumen/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/nowhere/",
]
PERSONAL = ["/points/", "/points/passbook/", "/points/card/", "/accounts/logout/", "/accounts/password/change/"]
LANGUAGES = {"zh-hans": "近期活动", "zh-hant": "近期活動", "en": "Coming activities"}


def answer(client: Client, path: str, language: str) -> list[object]:
    response = client.get(path, headers={"accept-language": language})
    page = response.content.decode()
    declared = page.split('<html lang="', 1)[1].split('"', 1)[0] if '<html lang="' in page else ""
    return [response.status_code, declared, response.headers.get("Content-Security-Policy", "")]


visitor, resident = Client(), Client()
resident.force_login(get_user_model().objects.get(username="wangfang"))
answers = {
    language: {path: answer(visitor, path, language) for path in PUBLIC}
    | {path: answer(resident, path, language) for path in PERSONAL}
    for language in LANGUAGES
}
words = {
    language: word in visitor.get("/", headers={"accept-language": language}).content.decode()
    for language, word in LANGUAGES.items()
}
staff = Client()
staff.force_login(get_user_model().objects.get(username="guanliyuan"))
admin_login = visitor.get("/admin/login/?next=/admin/pages/")
print(  # noqa: T201
    json.dumps(
        {
            "answers": answers,
            "words": words,
            "admin": answer(staff, "/admin/", "en"),
            "admin_login": [admin_login.status_code, admin_login.headers.get("Location")],
            "admin_visitor": visitor.get("/admin/").headers.get("Location"),
            "home": visitor.get("/", headers={"accept-language": "zh-hant"}).content.decode(),
        }
    )
)
