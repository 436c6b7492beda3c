"""An organiser renews the codes of a shift: earlier codes and passes are refused at once, whoever is in stays in."""

import pytest
from django.urls import reverse

from points.activities import codes, queries
from points.activities import services as activities
from points.errors import CodeExpired, NotPermitted, NotYourGrid, ReasonRequired, ShiftNotOpen
from points.models import CheckIn, LogEntry, Scan, Shift
from points.permissions import Role
from tests.activities.conftest import clock
from tests.activities.scanning import by_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during_the_shift():
    with clock("08:30"):
        yield


def renew(shift, by, reason="passed_on"):
    return activities.renew_code(shift, reason=reason, by=by)


def test_earlier_codes_and_passes_are_refused_at_once(shift, volunteer, organiser):
    code = queries.current_code(shift)
    admission = codes.admit(shift, code)
    new = renew(shift, organiser)
    for old in (code, admission):
        with pytest.raises(CodeExpired):
            by_code(new, volunteer, code=old)
    assert queries.shift_showing(code) is None
    assert [scan.refusal for scan in Scan.objects.all()] == ["code_expired"] * 2
    assert not CheckIn.objects.exists()


def test_the_new_code_opens_the_shift(shift, volunteer, organiser):
    new = renew(shift, organiser)
    assert queries.shift_showing(queries.current_code(new)) == shift
    by_code(new, volunteer)
    assert CheckIn.objects.get().in_at


def test_whoever_is_in_stays_in(shift, volunteer, organiser):
    by_code(shift, volunteer)
    new = renew(shift, organiser)
    assert CheckIn.objects.get().in_at
    with clock("10:00"):
        by_code(new, volunteer, "out")
    assert CheckIn.objects.get().out_at


def test_the_log_says_who_and_why(shift, organiser):
    renew(shift, organiser, reason="left_alone")
    line = LogEntry.objects.get(action="points.code_renewed")
    assert (line.user, line.object_id, line.data) == (organiser, str(shift.pk), {"reason": "left_alone"})


@pytest.mark.parametrize("reason", ["", "王芳发到群里"])
def test_only_a_reason_of_the_list_will_do(shift, organiser, reason):
    before = shift.secret
    with pytest.raises(ReasonRequired):
        renew(shift, organiser, reason=reason)
    assert Shift.objects.get().secret == before
    assert not LogEntry.objects.filter(action="points.code_renewed").exists()


def test_only_whoever_runs_the_shift_renews_it(shift, volunteer, make_staff, community):
    elsewhere = community.add_sibling(level=community.level, name="罗村社区", code="luocun")
    for user, refusal in (
        (volunteer.user, NotPermitted),
        (make_staff(Role.CASHIER), NotPermitted),
        (make_staff(Role.ORGANISER, grid=elsewhere), NotYourGrid),
    ):
        with pytest.raises(refusal):
            renew(shift, user)


def test_a_closed_shift_has_no_codes_to_renew(shift, organiser):
    Shift.objects.update(state="closed")
    with pytest.raises(ShiftNotOpen):
        renew(shift, organiser)


def test_the_button_stands_beside_the_code(client, shift, organiser):
    client.cookies["django_language"] = "en"
    client.force_login(organiser)
    page, way = reverse("points:code", args=[shift.pk]), reverse("points:code-renew", args=[shift.pk])
    assert f'action="{way}"' in client.get(page).content.decode()
    before = queries.current_code(shift)
    shown = client.post(way, {"reason": "passed_on"}, follow=True)
    assert shown.redirect_chain == [(page, 302)]
    assert "Earlier ones are refused" in shown.content.decode()
    assert before not in shown.content.decode()
    assert "give the reason" in client.post(way, follow=True).content.decode()


def test_a_pass_in_a_session_dies_with_the_secret(client, shift, volunteer, organiser):
    checkin = reverse("points:checkin")
    client.get(checkin, {"code": queries.current_code(shift)})
    renew(shift, organiser)
    client.force_login(volunteer.user)
    page = client.get(checkin)
    assert page.status_code == 409
    assert 'name="direction"' not in page.content.decode()
