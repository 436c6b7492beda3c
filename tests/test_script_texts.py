"""Our scripts hold no text for people: what they show comes from the page, and so from the catalogues."""

from pathlib import Path

import pytest

from tests.script_texts import texts_in

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted(
    path
    for folder in ("points", "honor_roll", "site")
    for path in (ROOT / folder).rglob("static/**/*.js")
    if path.parent.name != "vendor"
)


def test_there_are_scripts_to_look_at():
    assert {"worker.js", "fragment.js", "till.js"} <= {path.name for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_of_its_own(script):
    assert list(texts_in(script.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    [
        'notice.append("No network at the moment");',
        "notice.append('没有网络');",
        'place.textContent = "Saved";',
        'place.setAttribute("aria-label", "Close");',
        'alert("Sorry");',
        "place.textContent = `Saved ${count}`;",
        'say("Done.");',
    ],
)
def test_a_text_is_found(planted):
    assert list(texts_in(f'const place = document.querySelector("[data-place] > p");\n{planted}\n')) != []


@pytest.mark.parametrize(
    "harmless",
    [
        "// No network at the moment.",
        "/* 没有网络 */",
        'document.querySelector("main form button");',
        'place.className = "pt-notice pt-notice--bad";',
        "place.textContent = place.dataset.offline;",
        'const PART = /<link [^>]*rel="style sheet"/g;',
        "place.textContent = `${count}`;",
    ],
)
def test_what_only_scripts_read_is_left_alone(harmless):
    assert list(texts_in(harmless)) == []
