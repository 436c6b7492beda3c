"""The page that checks a proof, in Chromium: it says yes to what is sealed, and no to a forgery and why."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from points.ledger import services as ledger
from points.seals import queries
from points.seals import services as seals
from tests.chromium import launched
from tests.ledger.test_posting import award

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium():
    with launched() as browser:
        yield browser


@pytest.fixture
def transfer(household):
    return ledger.post(award(ledger.system_account("issued"), household.account), by=None).result


@pytest.fixture
def open_check(chromium, live_server, household):
    """The page for a transfer, opened by the household or by nobody."""
    windows = []

    def act(transfer=None, *, is_signed_in=True):
        window = chromium.new_context(locale="en")
        windows.append(window)
        if is_signed_in:
            user = get_user_model().objects.create_user("resident")
            household.residents.update(user=user)
            client = Client()
            client.force_login(user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            window.add_cookies([cookie])
        page = window.new_page()
        page.set_default_timeout(10_000)
        which = f"?transfer={transfer.pk}" if transfer else ""
        page.goto(live_server.url + reverse("points:seals-verify") + which)
        return page

    with translation.override("en"):
        yield act
    for window in windows:
        window.close()


def test_a_sealed_line_is_checked_and_kept_as_a_file(open_check, transfer, signer, tmp_path):
    seals.seal_ledger(signer=signer)
    page = open_check(transfer)
    expect(page.locator("[data-result] .pt-notice--good")).to_be_visible()
    expect(page.locator("[data-fact=points]")).to_have_text("10")
    expect(page.locator("[data-fact=signature]")).to_have_text("holds, by the key of this ledger")
    page.locator("[data-result] summary").click()
    with page.expect_download() as kept:
        page.locator("[data-keep]").click()
    kept.value.save_as(tmp_path / "proof.json")
    assert json.loads((tmp_path / "proof.json").read_text())["checkpoint"] == queries.checkpoint_of(queries.latest())


def test_a_line_that_is_not_sealed_yet_says_so(open_check, transfer):
    expect(open_check(transfer).locator("[data-result]")).to_contain_text("not sealed yet")


def test_whoever_is_not_signed_in_is_sent_to_the_line(open_check, transfer):
    page = open_check(transfer, is_signed_in=False)
    link = page.locator("[data-sign-in] a")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == reverse("points:line", args=[transfer.pk])


FORGERIES = {
    "amount": (lambda text: text.replace('\\"amount\\":100', '\\"amount\\":900'), "does not come to the root"),
    "signature": (lambda text: text.replace("sealed 20", "sealed 19"), "signature of the seal does not hold"),
    "form": (lambda text: "[]", "not written as a proof"),
}


@pytest.mark.parametrize(("forge", "why"), FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_file_is_refused_with_the_reason(open_check, transfer, signer, forge, why):
    seals.seal_ledger(signer=signer)
    proof = json.dumps(vars(queries.proof(transfer)))
    forged = forge(proof)
    assert forged != proof
    page = open_check(is_signed_in=False)
    file = {"name": "proof.json", "mimeType": "application/json", "buffer": forged.encode()}
    page.set_input_files("#proof-file", files=[file])
    expect(page.locator("[data-result] .pt-notice--bad")).to_contain_text(why)
