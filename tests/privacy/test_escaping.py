"""What people type is shown as they typed it, and never run."""

import pytest
from django.urls import reverse

from points.models import Activity, Good, Household, Resident, Store
from points.permissions import Role

pytestmark = pytest.mark.django_db
MARKUP = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"
RAW = ("<img src=x", "<script>alert(2)", "\"'><img", ">49<")


@pytest.fixture
def marked(canary):
    """The same markup as name, door, good, store, place, content, reason and story."""
    Resident.objects.filter(pk=canary.resident.pk).update(name=MARKUP[:40], search_tokens=f"|{MARKUP[:40]}|")
    Household.objects.update(door=MARKUP[:60])
    Good.objects.update(name=MARKUP, unit="袋<b>")
    Store.objects.update(name=MARKUP[:60])
    Activity.objects.update(name=MARKUP, place=MARKUP, content=MARKUP)
    canary.season.honors.update(reason=MARKUP, story=f"{MARKUP}\n\n{MARKUP}")
    return canary


def test_markup_is_shown_and_not_run(marked, signed_in):
    life = marked.life
    pages = {
        None: [
            marked.roll.get_url(),
            reverse("points:activities"),
            reverse("points:activity", args=[life.activity.pk]),
            reverse("points:shift", args=[life.shift.pk]),
            reverse("points:store", args=[life.store.code]),
        ],
        Role.ORGANISER: [
            reverse(f"points:{name}", args=[life.shift.pk])
            for name in ("code", "scanner", "shift-enter", "shift-close", "shift")
        ],
        Role.CASHIER: [
            reverse("points:till", args=[life.store.code]),
            reverse("points:till-day", args=[life.store.code]),
            reverse("points:receipt", args=[life.redemption.number]),
            reverse("points_good:index"),
            reverse("points_redemption:index"),
        ],
        Role.GRID_STAFF: [reverse("points_household:index"), reverse("points_resident:index")],
        Role.EDITOR: [
            reverse("honor_seasons:board", args=[marked.season.pk]),
            reverse("honor_seasons:candidates", args=[marked.season.pk, marked.season.honors.get().category_id]),
            reverse("honors:index"),
        ],
    }
    for who, paths in pages.items():
        client = signed_in(who)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            body = answer.content.decode()
            assert [raw for raw in RAW if raw in body] == [], path


def test_what_was_typed_comes_back_escaped(marked, signed_in):
    life = marked.life
    till = reverse("points:till", args=[life.store.code])
    page = signed_in(Role.CASHIER).post(till, {"key": "0" * 32, "do": "find", "typed": MARKUP[:60]}).content.decode()
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    shelf = signed_in().get(reverse("points:store", args=[life.store.code]), {"q": MARKUP[:40]}).content.decode()
    assert "<img src=x" not in shelf
    scanner = reverse("points:scanner", args=[life.shift.pk])
    sent = {"key": "0" * 32, "direction": "in", "text": MARKUP[:60]}
    assert "<img src=x" not in signed_in(Role.ORGANISER).post(scanner, sent).content.decode()
