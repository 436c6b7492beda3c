"""Whoever has no duty is told so in the plugin's own face, in a host that has no page for it."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from points.permissions import Role

pytestmark = pytest.mark.django_db


def answer_to(user, name: str, language: str = "en"):
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client.get(reverse(name))


@pytest.mark.parametrize("name", ["points:till", "points:award", "points:hours-waiting"])
@pytest.mark.parametrize(("language", "words"), [("en", "needs a duty that you do not have"), ("zh-hans", "无权访问")])
def test_a_page_says_that_it_needs_a_duty(wang, name, language, words):
    answer = answer_to(wang.user, name, language)
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "points/points.css" in answer.content.decode()


def test_whoever_has_the_duty_sees_the_page(make_staff, store):
    assert answer_to(make_staff(Role.GRID_STAFF), "points:award").status_code == 200


def test_the_page_of_the_host_comes_first(wang, settings, tmp_path):
    (tmp_path / "403.html").write_text("the host says no")
    engine = settings.TEMPLATES[0]
    with override_settings(TEMPLATES=[engine | {"DIRS": [tmp_path]}]):
        answer = answer_to(wang.user, "points:award")
    assert (answer.status_code, answer.content) == (403, b"the host says no")
