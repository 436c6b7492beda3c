"""Prints what a worker in production asks of its database, and how it answers while nobody answers there."""

import json

from django.conf import settings
from django.test import Client, override_settings

from community.wsgi import application  # noqa: F401 - what gunicorn imports

# Without a collected manifest, which belongs to the deployment.
STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
database = settings.DATABASES["default"]

with override_settings(STORAGES=STORAGES):
    client = Client(headers={"host": "points.example.org"}, raise_request_exception=False)
    page = client.get("/points/activities/", secure=True)
    plain = client.get("/points/activities/")
    scanner = client.post("/points/api/v1/checkins", secure=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    person = client.post("/points/api/v1/checkins", secure=True)
print(  # noqa: T201
    json.dumps(
        {
            "options": database["OPTIONS"],
            "engine": database["ENGINE"],
            "connections": [database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]],
            "status": page.status_code,
            "headers": dict(page.headers),
            "plain": [plain.status_code, plain.headers["Location"]],
            "scanner": [scanner.status_code, scanner.json()["code"], dict(scanner.headers)],
            "person": person.status_code,
            "cookies": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SECURE],
        }
    )
)
