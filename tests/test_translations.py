"""Both Chinese catalogues say everything that the source says, and say it with the same placeholders.

The source is read without the gettext tools, so that the test runs on every machine. `makemessages` finds the same.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils.translation.template import templatize

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
SOURCES = {"points": ("points",), "honor_roll": ("honor_roll",), "site": ("site", "templates")}
FOLDERS = {
    "points": ROOT / "points" / "locale",
    "honor_roll": ROOT / "honor_roll" / "locale",
    "site": ROOT / "site" / "locale",
    "overlay": ROOT / "site" / "overlay_locale",
}
LANGUAGES = ("zh_Hans", "zh_Hant")
CATALOGUES = [(place, language) for place in FOLDERS for language in LANGUAGES]
OWN = [(place, language) for place in SOURCES for language in LANGUAGES]

# Which arguments of each function are the context and the message.
_CALLS = {
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1),
    "npgettext_lazy": (0, 1),
}
_STRING = r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL_IN_TEMPLATE = re.compile(rf"\b(?:_|n?p?gettext)\(\s*u?{_STRING}(?:\s*,\s*u?{_STRING})*")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?\w[^>]*>")
_LETTERS = re.compile(r"[A-Za-z]{2,}")

Message = tuple[str | None, str]


@cache
def catalogue(place: str, language: str) -> polib.POFile:
    return polib.pofile(str(FOLDERS[place] / language / "LC_MESSAGES" / "django.po"))


def compiled(place: str, language: str) -> polib.MOFile:
    return polib.mofile(str(FOLDERS[place] / language / "LC_MESSAGES" / "django.mo"))


def sayings(entries: list[polib.POEntry]) -> dict[Message, tuple[str, dict[int, str]]]:
    return {(row.msgctxt, row.msgid): (row.msgstr, row.msgstr_plural) for row in entries}


def said_in(row: polib.POEntry) -> list[str]:
    return [*row.msgstr_plural.values()] or [row.msgstr]


def message_of(call: ast.Call) -> Message | None:
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
    if name not in _CALLS:
        return None
    context, message = _CALLS[name]
    texts = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in call.args]
    if len(texts) <= message or texts[message] is None:
        return None
    return (None if context is None else texts[context], texts[message])


def messages_in(source: str) -> Iterator[Message]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    yield from filter(None, map(message_of, calls))


def messages_in_template(source: str) -> Iterator[Message]:
    for call in _CALL_IN_TEMPLATE.findall(templatize(source)):
        yield from messages_in(f"{call})")


@cache
def marked(place: str) -> frozenset[Message]:
    """Everything that the source of a catalogue marks for translation."""
    return said_in_source(ROOT, *SOURCES[place])


def said_in_source(root: Path, *folders: str) -> frozenset[Message]:
    found: set[Message] = set()
    for folder in folders:
        for path in (root / folder).rglob("*.py"):
            found.update(messages_in(path.read_text()))
        for path in (root / folder).rglob("*.html"):
            found.update(messages_in_template(path.read_text()))
    return frozenset(found)


@pytest.mark.parametrize(("place", "language"), CATALOGUES)
def test_everything_is_translated(place, language):
    entries = catalogue(place, language)
    assert len(entries) > 50
    assert [row.msgid for row in entries if not all(said_in(row))] == []
    assert [row.msgid for row in entries if row.fuzzy or row.obsolete] == []


@pytest.mark.parametrize(("place", "language"), CATALOGUES)
def test_the_compiled_catalogue_says_the_same(place, language):
    assert sayings(compiled(place, language)) == sayings(catalogue(place, language))


@pytest.mark.parametrize(("place", "language"), CATALOGUES)
def test_placeholders_and_markup_survive_the_translation(place, language):
    wrong = [
        (row.msgid, said)
        for row in catalogue(place, language)
        for said in said_in(row)
        if set(_PLACEHOLDER.findall(said)) != set(_PLACEHOLDER.findall(row.msgid_plural or row.msgid))
    ]
    assert wrong == []


@pytest.mark.parametrize(("place", "language"), OWN)
def test_the_catalogue_holds_what_the_source_says(place, language):
    known = set(sayings(catalogue(place, language)))
    assert marked(place) - known == set(), "run makemessages and translate"
    assert known - marked(place) == set(), "the source no longer says this"


@pytest.mark.parametrize(("place", "language"), CATALOGUES)
def test_nothing_is_left_in_english(place, language):
    entries = [row for row in catalogue(place, language) if _LETTERS.search(_PLACEHOLDER.sub("", row.msgid))]
    assert [row.msgid for row in entries for said in said_in(row) if not re.search(r"[一-鿿]", said)] == []


@pytest.mark.parametrize("place", FOLDERS)
def test_one_word_has_one_translation_wherever_it_is_said(place):
    """Django merges all catalogues into one: a message with two meanings needs a context, or one of them is lost."""
    mine = sayings(catalogue(place, "zh_Hans"))
    for other in FOLDERS:
        theirs = sayings(catalogue(other, "zh_Hans"))
        assert [key for key in mine if key in theirs and mine[key] != theirs[key]] == []


# --- what others say on our pages -----------------------------------------------------------------------------------


def said_by(folders: list[Path], language: str, domain: str = "django") -> set[Message]:
    """What the catalogues in these folders have a translation for, without falling back to another language."""
    files = [folder / language / "LC_MESSAGES" / f"{domain}.po" for folder in folders]
    rows = [row for file in files if file.exists() for row in polib.pofile(str(file)) if row.translated()]
    return {(row.msgctxt, row.msgid) for row in rows}


def locales_of(*packages: str) -> list[Path]:
    """Their folders `locale`, and those of what is inside."""
    found = [spec.submodule_search_locations[0] for name in packages if (spec := find_spec(name))]
    return [folder for root in found for folder in Path(root).rglob("locale")]


def installed_locales() -> list[Path]:
    """Of Wagtail's apps and the tags; the demonstration site has the same ones."""
    configs = [config for config in apps.get_app_configs() if config.name.partition(".")[0] in {"wagtail", "taggit"}]
    return [Path(config.path) / "locale" for config in configs]


@pytest.mark.parametrize("domain", ["django", "djangojs"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overlay_says_in_chinese_what_wagtail_does_not(language, domain):
    wanted = {
        (row.msgctxt, row.msgid)
        for folder in installed_locales()
        if (source := folder / "en" / "LC_MESSAGES" / f"{domain}.po").exists()
        for row in polib.pofile(str(source))
    }
    assert len(wanted) > {"django": 1000, "djangojs": 50}[domain]
    known = said_by([*installed_locales(), *locales_of("django"), FOLDERS["overlay"]], language, domain)
    assert sorted(wanted - known, key=str) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overlay_says_in_chinese_what_the_sign_in_does_not(language):
    [root] = find_spec("allauth").submodule_search_locations
    wanted = said_in_source(Path(root), "account", "mfa", "core", "templates/account", "templates/mfa")
    assert len(wanted) > 200
    folders = [*locales_of("django", "allauth"), *FOLDERS.values()]
    assert sorted(wanted - said_by(folders, language), key=str) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overlay_of_wagtails_scripts_is_whole(language):
    stem = FOLDERS["overlay"] / language / "LC_MESSAGES" / "djangojs"
    entries = polib.pofile(f"{stem}.po")
    assert sayings(polib.mofile(f"{stem}.mo")) == sayings(entries)
    for row in entries:
        assert row.translated(), row.msgid
        for said in said_in(row):
            assert set(_PLACEHOLDER.findall(said)) == set(_PLACEHOLDER.findall(row.msgid_plural or row.msgid))


def test_the_reader_of_the_source_finds_every_form():
    python = '_("a" "b"); gettext("c"); pgettext_lazy("of x", "d"); ngettext("e", "es", 2); _(name); other("f")'
    assert set(messages_in(python)) == {(None, "ab"), (None, "c"), ("of x", "d"), (None, "e")}
    template = (
        '{% load i18n %}{% translate "a" %}{% translate "b" context "of x" %}{% include "x.html" with y=_("c") %}'
        "{% blocktranslate count n=n trimmed %}\n  it's {{ n }} d\n{% plural %}{{ n }} ds{% endblocktranslate %}"
    )
    assert set(messages_in_template(template)) == {(None, "a"), ("of x", "b"), (None, "c"), (None, "it's %(n)s d")}
