"""The public pages: the newest seal, the days before, the notice, the text, the script, the check."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from points.models import Seal
from points.seals import checkpoints, queries, verify
from points.seals import services as seals
from tests.seals.tampering import Unguarded

pytestmark = pytest.mark.django_db
PAGES = ("points:seals", "points:seals-notice", "points:seals-verify")


@pytest.fixture
def seal(award, signer):
    award("a", "b", "c")
    return seals.seal_ledger(signer=signer)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_before_the_first_seal(client, db, page):
    assert client.get(reverse(page)).status_code == 200
    assert client.get(reverse("points:seals-checkpoint")).status_code == 404


def test_the_page_shows_the_newest_seal_and_its_root(client, seal, signer):
    shown = queries.shown(seal)
    for page in ("points:seals", "points:seals-notice"):
        html = client.get(reverse(page)).content.decode()
        assert all(f"<span>{group}</span>" in html for group in shown.root_in_groups)
        assert "".join(shown.root_in_groups) == shown.root
        assert signer.key_text in html


def test_the_text_is_the_signed_checkpoint(client, seal, award, signer):
    award("d")
    newer = seals.seal_ledger(signer=signer)
    url = reverse("points:seals-checkpoint")
    assert client.get(url).content.decode() == checkpoints.text(newer)
    older = client.get(url, {"seal": 1}).content.decode()
    assert verify.opened(older, signer.key_text) == (3, bytes(seal.root))
    assert client.get(url, {"seal": 3}).status_code == 404
    assert client.get(url, {"seal": "x"}).status_code == 404


def test_the_script_is_the_file_itself(client, db):
    answer = client.get(reverse("points:seals-script"))
    assert b"def check_proof(" in answer.content
    assert "verify.py" in answer["Content-Disposition"]


def test_each_day_shows_its_last_seal_and_older_ones_are_a_page_further(client, award, signer, seal):
    now = timezone.now()
    kept = {field.attname: getattr(seal, field.attname) for field in Seal._meta.concrete_fields}
    with Unguarded():
        Seal.objects.filter(number=1).update(sealed_at=now - timedelta(days=50))
        for number in range(2, 101):
            at = now - timedelta(hours=12 * (100 - number))
            Seal.objects.create(**kept | {"number": number, "tree_size": number + 2, "sealed_at": at})
    url = reverse("points:seals")
    first = client.get(url)
    days = [timezone.localdate(shown.seal.sealed_at) for shown in first.context["days"]]
    assert len(days) == len(set(days)) == 31
    assert first.context["days"][0].seal.number == 100
    second = client.get(first.context["older"])
    assert second.context["days"][-1].seal.number == 1
    assert {timezone.localdate(shown.seal.sealed_at) for shown in second.context["days"]}.isdisjoint(days)
    assert not second.context["older"]
    assert second.context["newest"] == url


@pytest.mark.parametrize("page", [*PAGES, "points:seals-checkpoint", "points:seals-script"])
def test_nothing_is_written_to_these_addresses(client, seal, page):
    assert client.post(reverse(page)).status_code == 405


def test_moments_are_shown_in_the_time_of_the_site(client, db):
    assert 'data-zone="Asia/Shanghai"' in client.get(reverse("points:seals-verify")).content.decode()
