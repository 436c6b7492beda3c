"""The scanner in the organiser's hand: the camera reads cards, and every verdict is seen, heard and read."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser import cards

from .conftest import count, type_card, verdict

# --- the camera -------------------------------------------------------------------------------------------------------


def test_the_camera_reads_a_card_and_everything_comes_from_the_site_itself(organiser, scanner, site, facts):
    asked = []
    organiser.on("request", lambda request: asked.append(request.url))
    organiser.goto(scanner)
    assert not any("vendor" in address for address in asked)
    organiser.click("[data-open]")
    expect(verdict(organiser, "good")).to_contain_text("王芳")
    assert any(address.endswith("zxing_reader-3.1.3.wasm") for address in asked)
    foreign = [address for address in asked if not address.startswith((site.address, "blob:", "data:"))]
    assert foreign == []
    # It goes by itself, and the card that is still before the camera is no second scan.
    expect(verdict(organiser, "good")).to_have_count(0)
    organiser.wait_for_timeout(1500)
    assert facts()["scans"] == [["in", ""]]


def test_a_photograph_of_a_card_is_read(organiser, scanner, card):
    organiser.goto(scanner)
    expect(organiser.locator("[data-choose]")).to_be_visible()
    photo = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": cards.photograph(card)}
    organiser.set_input_files("[data-photo]", photo)
    expect(verdict(organiser, "good")).to_contain_text("王芳")


def test_a_photograph_of_nothing_says_so_and_can_be_taken_again(organiser, scanner):
    organiser.goto(scanner)
    expect(organiser.locator("[data-choose]")).to_be_visible()
    nothing = Path("points/static/points/seal-192.png").read_bytes()
    organiser.set_input_files("[data-photo]", {"name": "a.png", "mimeType": "image/png", "buffer": nothing})
    expect(organiser.locator("[data-notice]")).not_to_be_empty()
    expect(organiser.locator("[data-verdict-screen]")).to_be_hidden()


# --- verdicts ---------------------------------------------------------------------------------------------------------


def test_a_yes_leaves_by_itself_and_can_be_taken_back(organiser, scanner, card, facts):
    organiser.goto(scanner)
    type_card(organiser, card)
    expect(verdict(organiser, "good")).to_contain_text("已签到")
    expect(count(organiser, "yes")).to_have_text("1")
    expect(organiser.locator("[data-verdict-screen]")).to_be_hidden()
    organiser.click("[data-last] button")
    expect(organiser.locator("[data-said]")).to_have_text("已撤回")
    told = facts()
    assert (told["in"], told["taken_back"], told["scans"]) == (0, 1, [["in", ""]])
    assert told["devices"] == [organiser.inner_text("[data-device]")]


def test_a_no_stays_until_the_next_card_is_read(organiser, scanner, card, facts):
    organiser.goto(scanner)
    type_card(organiser, "V1.ABCDEFGHJKMNPQ.AAAAAAAAAAAAAAAA")
    expect(verdict(organiser, "bad")).to_be_visible()
    organiser.wait_for_timeout(2500)
    expect(verdict(organiser, "bad")).to_be_visible()
    assert organiser.locator("[data-verdict-place]").get_attribute("aria-live") == "assertive"
    organiser.keyboard.type(card)
    organiser.keyboard.press("Enter")
    expect(verdict(organiser, "good")).to_contain_text("王芳")
    assert facts()["scans"] == [["in", "card_unreadable"], ["in", ""]]


def test_whoever_is_in_already_is_not_refused_like_a_forgery(organiser, scanner, card):
    organiser.goto(scanner)
    type_card(organiser, card)
    expect(verdict(organiser, "good")).to_be_visible()
    # At another scanner; at this one it would be the same scan.
    organiser.evaluate("localStorage.clear()")
    organiser.reload()
    type_card(organiser, card)
    expect(verdict(organiser, "warn")).to_contain_text("已签到过")


def test_trying_records_nothing(organiser, scanner, card, facts):
    organiser.goto(scanner)
    organiser.check("[data-try]")
    type_card(organiser, card)
    expect(verdict(organiser, "kept")).to_contain_text("没有作记录")
    assert facts()["scans"] == []


def test_a_name_still_finds_people_to_choose_from(organiser, scanner):
    organiser.goto(scanner)
    type_card(organiser, "王芳")
    expect(organiser.locator("#found")).to_be_visible()
