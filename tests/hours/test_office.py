"""The administrator says what stars ask for and under which name hours are certified."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from points.models import CertificateIssuer, StarLevel, StarScheme
from points.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, make_staff, db):
    call_command("points_groups", verbosity=0)

    def enter(role: Role):
        client.force_login(make_staff(role))
        return client

    return enter


@pytest.fixture
def scheme(community) -> StarScheme:
    scheme = StarScheme.objects.create(community=community, name="星级办法", in_force_from=date(2027, 1, 1))
    StarLevel.objects.create(scheme=scheme, rank=2, name="二星", minutes=300 * 60)
    return scheme


def level(scheme, **fields) -> dict[str, object]:
    return {"scheme": scheme.pk, "rank": 1, "name": "一星", "minutes": "100", "points": ""} | fields


def test_the_administrator_writes_a_scheme_in_hours_and_points(sign_in, community):
    office = sign_in(Role.ADMINISTRATOR)
    sent = {"community": community.pk, "name": "龙泉驿", "cycle": "cumulative", "in_force_from": "2027-01-01"}
    office.post(reverse("points_starscheme:add"), sent)
    scheme = StarScheme.objects.get()
    assert (scheme.is_kept, scheme.has_minutes_by_hand) == (False, False)
    office.post(reverse("points_starlevel:add"), level(scheme, minutes="50", points="500.5"))
    star = scheme.levels.get()
    assert (star.minutes, star.points) == (3000, 5005)
    page = office.get(reverse("points_starlevel:edit", args=[star.pk])).content.decode()
    assert 'value="50"' in page
    assert 'value="500.5"' in page


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": ""}, {"minutes": "301"}, {"rank": 3, "minutes": "299"}, {"rank": 0}, {"rank": 2}, {"minutes": "-1"}],
    ids=["nothing", "more than the one above", "less than the one below", "rank", "rank taken", "negative"],
)
def test_a_level_that_makes_no_sense_is_refused(sign_in, scheme, wrong):
    sign_in(Role.ADMINISTRATOR).post(reverse("points_starlevel:add"), level(scheme, **wrong))
    assert StarLevel.objects.count() == 1


def test_a_level_that_fits_is_taken(sign_in, scheme):
    office = sign_in(Role.ADMINISTRATOR)
    office.post(reverse("points_starlevel:add"), level(scheme))
    office.post(reverse("points_starlevel:add"), level(scheme, rank=3, name="三星", minutes="600"))
    assert list(StarLevel.objects.order_by("rank").values_list("minutes", flat=True)) == [6000, 18000, 36000]


def test_the_administrator_says_who_signs(sign_in, community):
    sent = {"community": community.pk, "name": "红土田居委会", "handler": "志愿服务站", "contact": "一楼"}
    sign_in(Role.ADMINISTRATOR).post(reverse("points_certificateissuer:add"), sent)
    assert CertificateIssuer.objects.get(community=community).name == "红土田居委会"


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.GRID_STAFF, Role.AUDITOR])
def test_nobody_else_changes_what_stars_ask_for(sign_in, scheme, role):
    client = sign_in(role)
    assert client.get(reverse("points_starscheme:index")).status_code == 302
    client.post(reverse("points_starlevel:add"), level(scheme))
    assert StarLevel.objects.count() == 1
