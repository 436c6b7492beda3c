"""Signing in on a phone: by a code, by a passkey, for the first time, and beside a helper with card and PIN.

All of them are residents of one served site; each number asks for codes in one test only, because codes are limited.
"""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Meet
from .served import PASSWORD, Site, log_in

WANG_FANG, NOBODY = "13800000007", "13911112222"
CONFIRM = re.compile("/accounts/login/code/confirm/")
HOME = re.compile(r"/points/$")
MINUTE = 1 / 60
NEIGHBOURS = """
import json
from points.models import Pin, Resident
waiting = Resident.objects.filter(user=None, is_active=True, phone__isnull=False, born_on__year__lt=2000).order_by("pk")
def facts(one):
    return {"name": one.name, "phone": (one.phone or "")[3:], "number": one.household.account.grouped_number}
known = [facts(one) for one in waiting[:3]]
print("FOUND", json.dumps({"known": known, "elder": facts(Pin.objects.get().resident)}))
"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    return shared_site


@pytest.fixture(scope="module")
def neighbours(site: Site) -> dict:
    """Residents whom the office imported and who never signed in, and an old woman who has a PIN."""
    return json.loads(re.search(r"FOUND (.*)", site.manage("shell", "-c", NEIGHBOURS))[1])


@pytest.fixture(autouse=True)
def _a_minute_later(site: Site):
    """Whatever one test sent does not hold up the next."""
    yield
    site.move_clock(hours=2 * MINUTE)


def code_sent_to(site: Site, phone: str) -> str:
    return re.search(r"\d{6}", site.texts_to(phone)[-1])[0]


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def ask_for_code(page: Page, phone: str) -> None:
    page.goto("/accounts/login/")
    page.fill("main [name=phone]", phone)
    page.press("main [name=phone]", "Enter")
    page.wait_for_url(CONFIRM)


def type_code(page: Page, code: str) -> None:
    page.fill("main [name=code]", code)
    with page.expect_navigation():
        page.press("main [name=code]", "Enter")


def again(page: Page):
    return page.locator("main form:has([name=action][value=resend]) button")


# --- by a code ------------------------------------------------------------------------------------------------------


def test_a_wrong_code_is_said_an_old_one_too_and_the_right_one_leads_home(site: Site, person: Meet):
    page = person()
    ask_for_code(page, "138 0000 0007")
    code = code_sent_to(site, WANG_FANG)
    type_code(page, another(code))
    expect(page).to_have_url(CONFIRM)
    expect(page.locator("main .pt-field--bad")).to_contain_text("验证码不对")

    site.move_clock(hours=6 * MINUTE)
    type_code(page, code)
    expect(page).to_have_url(re.compile("/accounts/login/code/$"))
    expect(page.locator("main .pt-notice--warn")).to_contain_text("验证码过期了")

    page.fill("main [name=phone]", WANG_FANG)
    page.press("main [name=phone]", "Enter")
    page.wait_for_url(CONFIRM)
    type_code(page, code_sent_to(site, WANG_FANG))
    expect(page).to_have_url(HOME)
    expect(page.locator(".pt-cover__balance")).to_be_visible()


def test_the_button_for_another_code_counts_down_and_is_then_free(site: Site, person: Meet, neighbours):
    phone = neighbours["known"][0]["phone"]
    page = person()
    page.clock.install()
    ask_for_code(page, phone)
    assert len(site.texts_to(phone)) == 1
    expect(again(page)).to_be_disabled()
    expect(again(page)).to_have_text(re.compile(r"\d+ ?秒"))

    page.clock.fast_forward(62_000)
    expect(again(page)).to_be_enabled()
    expect(again(page)).not_to_have_text(re.compile(r"\d"))
    site.move_clock(hours=62 / 3600)
    with page.expect_navigation():
        again(page).click()
    expect(page).to_have_url(CONFIRM)
    assert len(site.texts_to(phone)) == 2
    expect(again(page)).to_be_disabled()


def test_without_a_script_the_page_says_from_when_on_and_the_form_is_plain(site: Site, person: Meet):
    page = person(java_script_enabled=False)
    ask_for_code(page, "13800000006")
    expect(page.locator("#again-at")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    first = code_sent_to(site, "13800000006")
    again(page).click()
    expect(page).to_have_url(CONFIRM)
    expect(page.locator("main .pt-notice")).to_contain_text("验证码短信已经在路上了")
    assert len(site.texts_to("13800000006")) == 1

    site.move_clock(hours=62 / 3600)
    again(page).click()
    expect(page).to_have_url(CONFIRM)
    second = code_sent_to(site, "13800000006")
    assert len(site.texts_to("13800000006")) == 2
    if first != second:
        type_code(page, first)
        expect(page.locator("main .pt-field--bad")).to_be_visible()
    type_code(page, second)
    expect(page).not_to_have_url(re.compile("/accounts/"))


def test_a_number_that_nobody_has_gets_the_same_answers(site: Site, person: Meet, neighbours):
    known = neighbours["known"][1]["phone"]
    assert _what_is_said(person(), known) == _what_is_said(person(), NOBODY)
    assert not any(re.search(r"\d{6}", text) for text in site.texts_to(NOBODY))


def _what_is_said(page: Page, phone: str) -> list[str]:
    """Of the page for the code and after a wrong one, without the number itself and the time."""
    ask_for_code(page, phone)
    said = [page.locator("main").inner_text()]
    type_code(page, "000000")
    said += [page.locator("main").inner_text(), page.url]
    return [re.sub(r"\d[\d ]{9,}\d|\d+:\d+:\d+|\d+ 秒", "", text) for text in said]


# --- for the first time ---------------------------------------------------------------------------------------------


def test_the_household_is_there_once_the_number_is_proved_and_not_before(site: Site, person: Meet, neighbours):
    new = neighbours["known"][2]
    page = person()
    _sign_up(page, new["phone"])
    site.move_clock(hours=16 * MINUTE)
    type_code(page, code_sent_to(site, new["phone"]))
    expect(page).to_have_url(re.compile("/accounts/signup/"))
    expect(page.locator("main .pt-notice--warn")).to_contain_text("验证码过期了。请重新注册")

    _sign_up(page, new["phone"])
    code = code_sent_to(site, new["phone"])
    type_code(page, another(code))
    expect(page.locator("main .pt-field--bad")).to_contain_text("验证码不对")
    elsewhere = person()
    elsewhere.goto("/accounts/login/")
    elsewhere.fill("main [name=login]", new["phone"])
    elsewhere.fill("main [name=password]", PASSWORD + "-2026")
    elsewhere.press("main [name=password]", "Enter")
    expect(elsewhere.locator("main form:has([name=password]) .pt-notice--bad")).to_be_visible()

    type_code(page, code)
    page.goto("/points/")
    expect(page.locator(".pt-cover__number")).to_have_text(new["number"])
    expect(page.locator(".pt-members")).to_contain_text(new["name"])


def _sign_up(page: Page, phone: str) -> None:
    page.goto("/accounts/signup/")
    page.fill("main [name=phone]", phone)
    page.fill("main [name=password1]", PASSWORD + "-2026")
    page.press("main [name=password1]", "Enter")
    page.wait_for_url("**/accounts/phone/verify/")


# --- by a passkey ---------------------------------------------------------------------------------------------------


def test_a_passkey_is_made_and_opens_without_a_name_and_without_a_password(site: Site, person: Meet):
    # A browser makes none for a bare address.
    localhost = site.address.replace("127.0.0.1", "localhost")
    page = person()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    page.goto(f"{localhost}/accounts/login/")
    log_in(page, "wangfang")

    page.goto(f"{localhost}/accounts/2fa/webauthn/")
    page.click("main a[href$='/webauthn/add/']")
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.fill("main [name=password]", PASSWORD)
    page.press("main [name=password]", "Enter")
    page.wait_for_url("**/webauthn/add/")
    page.fill("main [name=name]", "我的手机")
    page.click("main form[data-passkey=add] button[type=submit]")
    page.wait_for_url("**/accounts/2fa/webauthn/")
    expect(page.locator("main .site-list")).to_contain_text("我的手机")
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1

    page.goto(f"{localhost}/points/")
    page.click("form[action='/points/log-out/'] button")
    page.wait_for_url("**/accounts/login/**")
    # Somebody else holds the phone first.
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.click("main form[data-passkey=show] button")
    # The challenge is fetched first, and the answer of a browser takes its time.
    expect(page.locator("main form[data-passkey=show] [data-failed]")).to_be_visible(timeout=60_000)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    page.click("main form[data-passkey=show] button")
    page.wait_for_url(HOME)
    expect(page.locator(".pt-members")).to_contain_text("王芳")


# --- beside a helper, and for a child -------------------------------------------------------------------------------


def test_card_and_pin_open_the_points_of_an_old_woman_on_the_helpers_phone(site: Site, person: Meet, neighbours):
    elder = neighbours["elder"]
    pin = re.search(r"the PIN (\d+)", site.manage("demo", "--tier", "s"))[1]
    page = person("wanggeyuan")
    page.goto("/points/")
    page.click("main a[href$='/assist/']")
    _types_pin(page, elder["number"], another(pin)[-4:])
    expect(page.locator("main .pt-notice--bad")).to_contain_text("密码不对")
    expect(page.locator(".pt-acting")).to_have_count(0)

    _types_pin(page, elder["number"], pin)
    expect(page).to_have_url(HOME)
    expect(page.locator(".pt-cover__number")).to_have_text(elder["number"])
    for path in ("/points/", "/points/passbook/", "/points/activities/", "/"):
        page.goto(path)
        expect(page.locator(".pt-acting")).to_contain_text(re.compile(f"{elder['name'][0]}[*×]"))

    page.locator(".pt-acting button").click()
    expect(page).to_have_url(re.compile("/points/assist/"))
    page.goto("/points/")
    expect(page.locator(".pt-acting")).to_have_count(0)
    expect(page.locator(".pt-cover")).to_have_count(0)


def _types_pin(page: Page, number: str, pin: str) -> None:
    page.goto("/points/assist/")
    page.fill("main [name=text]", number)
    page.press("main [name=text]", "Enter")
    page.fill("main [name=pin]", pin)
    with page.expect_navigation():
        page.press("main [name=pin]", "Enter")


def test_a_mother_acts_for_her_child_and_is_shown_as_such(person: Meet):
    page = person("wangfang")
    page.goto("/points/")
    page.click("main a[href='/points/acting/']")
    page.locator("#represents ~ * form button, section:has(#represents) form button").first.click()
    expect(page).to_have_url(HOME)
    expect(page.locator(".pt-acting")).to_be_visible()
    page.goto("/points/my-data/")
    expect(page.locator("main")).not_to_contain_text(WANG_FANG)
    page.locator(".pt-acting button").click()
    expect(page).to_have_url(re.compile("/points/acting/"))
    expect(page.locator(".pt-acting")).to_have_count(0)
