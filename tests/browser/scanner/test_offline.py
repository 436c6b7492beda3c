"""A shift in a cellar: what is scanned stays on the phone, is sent once, and never disappears without a word."""

import json

from playwright.sync_api import expect

from .conftest import count, ready, type_card, verdict

REVOKE = """
from points.models import Card
from points.people import queries
from django.utils import timezone
Card.objects.filter(serial="{serial}").update(revoked_at={at})
"""
QUEUED = """(count) => new Promise((done) => {
  const asked = indexedDB.open("points-scanner", 1);
  asked.onsuccess = () => {
    const change = asked.result.transaction("queue", "readwrite");
    const { card, reader, shift } = JSON.parse(document.body.dataset.seen);
    for (let number = 0; number < count; number += 1) {
      change.objectStore("queue").add({
        key: crypto.randomUUID(), shift, card, reader, direction: number % 2 ? "out" : "in", device: "K7",
        state: "kept", occurred_at: new Date().toISOString(),
      });
    }
    change.oncomplete = () => done();
  };
})"""


def test_a_shift_without_a_network_is_sent_once_when_it_is_back(organiser, scanner, card, facts):
    """Reloaded without a network, scanned, the tab closed, opened again, scanned out, and then there is a network."""
    ready(organiser, scanner)
    context = organiser.context
    context.set_offline(True)
    organiser.reload()
    expect(organiser.locator("[data-state=offline]")).to_be_visible()
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_contain_text("卡是真的")
    expect(count(organiser, "kept")).to_have_text("1")
    organiser.close()

    again = context.new_page()
    again.goto(f"{scanner}?direction=out")
    expect(count(again, "kept")).to_have_text("1")
    type_card(again, card)
    expect(count(again, "kept")).to_have_text("2")
    assert facts()["scans"] == []

    context.set_offline(False)
    expect(count(again, "yes")).to_have_text("2", timeout=20_000)
    expect(count(again, "kept")).to_have_text("0")
    again.reload()
    assert sorted(facts()["scans"]) == [["in", ""], ["out", ""]]


def test_a_forged_and_a_revoked_card_are_refused_on_the_spot(organiser, scanner, card, site, facts):
    serial = card.split(".")[1]
    site.manage("shell", "-c", REVOKE.format(serial=serial, at="timezone.now()"))
    try:
        ready(organiser, scanner)
        organiser.context.set_offline(True)
        changed = card[:-1] + ("A" if card[-1] != "A" else "Q")
        for text, why in ((changed, "改动"), (card, "作废")):
            type_card(organiser, text)
            expect(verdict(organiser, "bad")).to_contain_text(why)
            organiser.keyboard.press("Escape")
        organiser.context.set_offline(False)
        expect(count(organiser, "no")).to_have_text("2", timeout=20_000)
        assert sorted(refusal for _, refusal in facts()["scans"]) == ["card_revoked", "card_unreadable"]
    finally:
        site.manage("shell", "-c", REVOKE.format(serial=serial, at="None"))


def test_what_is_taken_back_without_a_network_is_taken_back_there(organiser, scanner, card, facts):
    ready(organiser, scanner)
    organiser.context.set_offline(True)
    type_card(organiser, card)
    expect(organiser.locator("[data-verdict-screen]")).to_be_hidden(timeout=10_000)
    organiser.click("[data-last] button")
    expect(organiser.locator("[data-said]")).to_have_text("已撤回")
    organiser.context.set_offline(False)
    expect(count(organiser, "yes")).to_have_text("1", timeout=20_000)
    told = facts()
    assert (told["in"], told["taken_back"]) == (0, 1)


def test_a_server_that_is_busy_loses_nothing_and_gets_it_later(organiser, scanner, card, facts):
    ready(organiser, scanner)
    busy = lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, body="")  # noqa: E731
    organiser.context.route("**/api/v1/checkins*", busy)
    organiser.context.route("**/api/v1/checkins/**", busy)
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_be_visible()
    expect(organiser.locator("[data-state=busy]")).to_be_visible()
    organiser.context.unroute_all()
    expect(count(organiser, "yes")).to_have_text("1", timeout=30_000)
    assert facts()["scans"] == [["in", ""]]


def test_an_answer_that_was_lost_is_one_scan(organiser, scanner, card, facts):
    """The server took it, and the network broke before the phone heard of it."""
    ready(organiser, scanner)

    def swallow(route):
        route.fetch()
        route.abort()

    organiser.context.route("**/api/v1/checkins", swallow)
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_be_visible()
    expect(count(organiser, "yes")).to_have_text("1", timeout=30_000)
    assert facts()["scans"] == [["in", ""]]


def test_after_the_login_has_ended_the_phone_keeps_everything_and_says_so(organiser, scanner, card, facts):
    ready(organiser, scanner)
    session = organiser.context.cookies()
    organiser.context.clear_cookies(name="sessionid")
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_be_visible()
    expect(organiser.locator("[data-state=signed-out] a")).to_be_visible()
    assert facts()["scans"] == []
    organiser.context.add_cookies(session)
    organiser.goto(scanner)
    expect(count(organiser, "yes")).to_have_text("1", timeout=20_000)


def test_a_clock_that_is_hours_off_is_put_right_and_said(organiser, scanner, card, facts):
    organiser.add_init_script(
        "{ const now = Date.now; const Real = Date; const off = 5 * 3600000;"
        " globalThis.Date = class extends Real { constructor(...at) { at.length ? super(...at) : super(now() - off); }"
        " static now() { return now() - off; } }; }"
    )
    ready(organiser, scanner)
    organiser.context.set_offline(True)
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_be_visible()
    organiser.context.set_offline(False)
    expect(count(organiser, "yes")).to_have_text("1", timeout=20_000)
    expect(organiser.locator("[data-clock-off]")).to_contain_text("300")
    told = facts()
    assert told["scans"] == [["in", ""]]
    assert max(told["apart"]) < 60


def test_a_refusal_that_comes_later_is_listed_until_somebody_has_read_it(organiser, scanner, card, site):
    ready(organiser, scanner)
    organiser.context.set_offline(True)
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_be_visible()
    serial = card.split(".")[1]
    site.manage("shell", "-c", REVOKE.format(serial=serial, at="timezone.now()"))
    try:
        organiser.context.set_offline(False)
        row = organiser.locator("[data-rows] li")
        expect(row).to_have_count(1, timeout=20_000)
        organiser.reload()
        expect(row).to_have_count(1)
        row.locator("button").click()
        expect(row).to_have_count(0)
        expect(count(organiser, "no")).to_have_text("1")
    finally:
        site.manage("shell", "-c", REVOKE.format(serial=serial, at="None"))


def test_two_thousand_kept_scans_are_sent(organiser, scanner, card, shift, facts):
    ready(organiser, scanner)
    reader = organiser.get_attribute("[data-desk]", "data-reader")
    seen = json.dumps({"card": card, "reader": reader, "shift": shift})
    organiser.evaluate("(seen) => (document.body.dataset.seen = seen)", seen)
    organiser.context.set_offline(True)
    organiser.evaluate(QUEUED, 2000)
    organiser.reload()
    expect(count(organiser, "kept")).to_have_text("2000")
    organiser.context.set_offline(False)
    expect(count(organiser, "yes")).to_have_text("2000", timeout=120_000)
    expect(count(organiser, "kept")).to_have_text("0")
    told = facts()
    assert (len(told["scans"]), told["in"]) == (2000, 1)


def test_what_somebody_else_scanned_waits_for_that_person(organiser, scanner, card, shift, facts):
    ready(organiser, scanner)
    seen = json.dumps({"card": card, "reader": "somebody else", "shift": shift})
    organiser.evaluate("(seen) => (document.body.dataset.seen = seen)", seen)
    organiser.evaluate(QUEUED, 1)
    organiser.reload()
    expect(organiser.locator("[data-state=other-reader]")).to_be_visible()
    expect(count(organiser, "kept")).to_have_text("1")
    assert facts()["scans"] == []


def test_what_a_phone_holds_names_nobody(organiser, scanner, card):
    type_names = "async () => { const found = []; for (const name of await caches.keys()) if (name.includes('scanner'))"
    texts = type_names + (
        " for (const one of await (await caches.open(name)).matchAll()) if (!/font|wasm|image/.test("
        "one.headers.get('Content-Type'))) found.push(await one.text()); return found.join(' '); }"
    )
    organiser.goto(scanner)
    type_card(organiser, card)
    expect(verdict(organiser, "good")).to_be_visible()
    ready(organiser, scanner)
    held = organiser.evaluate(texts)
    assert "扫卡签到" in held
    assert "王芳" not in held
    assert card.split(".")[1] not in held
