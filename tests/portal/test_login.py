"""A login page for a site that has none, as `WAGTAIL_FRONTEND_LOGIN_TEMPLATE` shows it."""

import pytest
from django.contrib.auth.views import LoginView
from django.urls import include, path
from django.utils import translation

from tests.urls import urlpatterns as of_the_site

urlpatterns = [
    path("enter/", LoginView.as_view(template_name="points/portal/login_write.html")),
    path("", include(of_the_site)),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield client


def test_the_page_keeps_where_the_visitor_wanted_to_go(visitor):
    page = visitor.get("/enter/?next=/points/card/").content.decode()
    assert 'name="next" value="/points/card/"' in page
    assert 'name="username"' in page
    assert 'name="password"' in page


def test_a_resident_logs_in_and_goes_on(visitor, wang):
    sent = {"username": "wang", "password": "x", "next": "/points/card/"}
    assert visitor.post("/enter/", sent).url == "/points/card/"


def test_a_wrong_password_is_explained(visitor, wang):
    page = visitor.post("/enter/", {"username": "wang", "password": "no"}).content.decode()
    assert "Please check what you entered" in page
