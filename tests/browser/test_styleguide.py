"""The elements on the style guide, where they all stand together: sizes, themes, keyboard, stillness, questions."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Meet
from .examine import choose, faults_of, lost_without_a_mouse, sideways_when_enlarged

ROOT = Path(__file__).resolve().parents[2]
ELEMENTS = ROOT / "points" / "templates" / "points" / "elements"
NAMES = re.compile(r'points/elements/(\w+)\.html|fill "(\w+)"')
LANGUAGES = ("zh-hans", "zh-hant", "en")
THEMES = ("light", "dark")
WRITTEN = (".pt-button--primary", ".pt-muted", ".pt-badge--warn", ".pt-error", ".pt-amount--plus")
TOKENS = """() => {
  const rules = [...document.styleSheets].find((sheet) => sheet.href?.includes("/tokens.")).cssRules;
  const names = [...rules].flatMap((rule) => [...(rule.style ?? [])]).filter((name) => name.startsWith("--pt-"));
  const worth = getComputedStyle(document.documentElement);
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, worth.getPropertyValue(name).trim()]));
}"""


def guide(theme: str = "", *, is_elder: bool = False, opened: str = "") -> str:
    return f"/styleguide/?theme={theme}&elder={int(is_elder)}&open={opened}"


def colour(page: Page, selector: str, of: str = "background-color") -> str:
    return page.locator(selector).first.evaluate("(element, of) => getComputedStyle(element)[of]", of)


def test_every_element_is_on_the_style_guide():
    """Those of the frame around every page stand there as well."""
    pages = [*(ROOT / "templates" / "styleguide").glob("*.html"), ROOT / "templates" / "base.html"]
    pages += (ROOT / "templates" / "elements").glob("*.html")
    shown: set[str] = set()
    while pages:
        named = {one or other for one, other in NAMES.findall(pages.pop().read_text())}
        pages += (ELEMENTS / f"{name}.html" for name in named - shown)
        shown |= named
    assert {path.stem for path in ELEMENTS.glob("*.html")} - shown == set()


@pytest.mark.parametrize("is_elder", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_element_holds_its_measures_on_a_phone(person: Meet, language, is_elder):
    page = person(reduced_motion="reduce")
    choose(page, language=language, is_elder=False)
    for theme in THEMES:
        page.goto(guide(theme, is_elder=is_elder, opened="give-up"))
        expect(page.locator("dialog")).to_be_visible()
        assert faults_of(page, language=language, is_elder=is_elder) == []
        assert sideways_when_enlarged(page) == []


@pytest.mark.parametrize("is_elder", [False, True])
def test_every_element_shows_where_the_keyboard_is(person: Meet, is_elder):
    page = person()
    for theme in THEMES:
        page.goto(guide(theme, is_elder=is_elder))
        assert lost_without_a_mouse(page) == []


def test_buttons_move_until_stillness_is_asked_for(person: Meet):
    page = person()
    page.goto(guide())
    assert colour(page, ".pt-button--primary", "transition-duration") == "0.12s"
    page.emulate_media(reduced_motion="reduce")
    assert colour(page, ".pt-button--primary", "transition-duration") == "0s"


@pytest.mark.parametrize("is_elder", [False, True])
def test_a_theme_that_is_asked_for_is_the_one_of_such_a_device(person: Meet, is_elder):
    page = person()
    seen = {}
    for device in THEMES:
        page.emulate_media(color_scheme=device)
        for asked in ("", *THEMES):
            page.goto(guide(asked, is_elder=is_elder))
            seen[device, asked] = page.evaluate(TOKENS), colour(page, "body"), colour(page, "input", "color-scheme")
    assert seen["light", "dark"][:2] == seen["dark", "dark"][:2] == seen["dark", ""][:2]
    assert seen["dark", "light"][:2] == seen["light", "light"][:2] == seen["light", ""][:2]
    assert seen["light", ""][:2] != seen["dark", ""][:2]
    assert {asked: seen["light", asked][2] for asked in THEMES} == {"light": "light", "dark": "dark"}
    assert "" not in {worth for name, worth in seen["dark", ""][0].items() if name not in {"--pt-light", "--pt-dark"}}


@pytest.mark.parametrize("is_elder", [False, True])
def test_both_themes_stand_beside_each_other(person: Meet, is_elder):
    page = person()
    alone = {}
    for theme in THEMES:
        page.goto(guide(theme, is_elder=is_elder))
        alone[theme] = [colour(page, "body"), *(colour(page, f".guide-look {each}", "color") for each in WRITTEN)]
    page.set_viewport_size({"width": 1280, "height": 860})
    for device in THEMES:
        page.emulate_media(color_scheme=device)
        page.goto(guide("both", is_elder=is_elder))
        for theme in THEMES:
            here = f".guide-look[data-theme={theme}]"
            assert [colour(page, here), *(colour(page, f"{here} {each}", "color") for each in WRITTEN)] == alone[theme]
    light, dark = (page.locator(f".guide-look[data-theme={theme}]").bounding_box() for theme in THEMES)
    assert (light["y"], light["x"] + light["width"] <= dark["x"]) == (dark["y"], True)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))


def test_paper_is_light_whatever_the_theme(person: Meet):
    page = person()
    page.emulate_media(media="print", color_scheme="dark")
    for asked in ("", *THEMES):
        page.goto(guide(asked))
        assert (colour(page, "body"), colour(page, "body", "color")) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_a_host_changes_a_colour_in_one_line(person: Meet):
    """In both themes, or in each its own; nothing else changes."""
    page = person(bypass_csp=True)
    for line, worth in (
        (":root { --pt-brand-fill: #0b5a3c; }", {"light": "rgb(11, 90, 60)", "dark": "rgb(11, 90, 60)"}),
        (
            ":root { --pt-brand-fill: var(--pt-light, #0b5a3c) var(--pt-dark, #2f8f68); }",
            {"light": "rgb(11, 90, 60)", "dark": "rgb(47, 143, 104)"},
        ),
    ):
        for theme in THEMES:
            page.goto(guide(theme))
            before = page.evaluate(TOKENS)
            assert colour(page, ".pt-button--primary") != worth[theme]
            page.add_style_tag(content=line)
            # The button changes slowly, as under a pointer.
            expect(page.locator(".pt-button--primary").first).to_have_css("background-color", worth[theme])
            changed = {name for name, now in page.evaluate(TOKENS).items() if now != before[name]}
            assert changed == {"--pt-brand-fill"}


def test_a_question_opens_in_front_of_the_page(person: Meet):
    page = person()
    page.goto(guide("light"))
    question = page.locator("dialog:modal")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator("[data-closes]").click()):
        page.locator("[data-opens]").click()
        expect(question.locator("h2")).to_be_focused()
        assert "open=give-up" not in page.url
        leave()
        expect(question).to_have_count(0)
        expect(page.locator("[data-opens]")).to_be_focused()


@pytest.mark.parametrize(("is_elder", "has_scripts"), [(True, True), (False, False)])
def test_a_question_is_a_part_of_the_page_where_nothing_pops_up(person: Meet, is_elder, has_scripts):
    page = person(java_script_enabled=has_scripts)
    page.goto(guide("dark", is_elder=is_elder))
    expect(page.locator("dialog")).not_to_be_visible()
    page.locator("[href*='open=give-up']").click()
    expect(page).to_have_url(re.compile(r"theme=dark.*open=give-up#give-up$"))
    expect(page.locator("dialog")).to_be_visible()
    expect(page.locator("dialog:modal")).to_have_count(0)
    page.locator("dialog").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"theme=dark&elder=\d$"))
    expect(page.locator("dialog")).not_to_be_visible()
