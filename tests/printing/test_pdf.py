"""What every PDF holds, and what it never loads."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from points import printing
from tests.printing import paper

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
RARE = "龘䶮𠮷㛃"


def html(content: str, *, paper_class: str = "pt-print--a4") -> str:
    source = (
        '{% extends "points/print.html" %}{% load static points %}{% block title %}Sheet{% endblock %}'
        f"{{% block paper %}}{paper_class}{{% endblock %}}{{% block content %}}{content}{{% endblock %}}"
    )
    return engines["django"].from_string(source).render({})


def pdf(content: str, **kwargs: str) -> bytes:
    return printing.pdf(html(content, **kwargs))


# --- what it holds --------------------------------------------------------------------------------------------------


def test_the_rare_characters_of_a_name_are_in_the_file_itself(printer):
    """Each drawn from an embedded font, so that it is printed alike on a machine that has no such font."""
    made = pdf(f"<h1 class='pt-sheet__title'>{RARE}</h1><p>{RARE}</p>")
    assert paper.text(made).count(RARE) == 2
    fonts = paper.fonts(made)
    assert fonts
    assert {(font["embedded"], font["subset"]) for font in fonts} == {("yes", "yes")}


def test_a_rare_character_is_drawn_and_is_no_empty_box(printer):
    """Two characters that no font knows look alike: the same box."""
    drawn = [paper.pages(pdf(f"<p style='font-size: 60pt'>{sign}</p>"), printer)[0].tobytes() for sign in RARE]
    assert len(set(drawn)) == len(RARE)
    boxes = [paper.pages(pdf(f"<p style='font-size: 60pt'>{sign}</p>"), printer)[0].tobytes() for sign in "\ue0f1"]
    assert not set(boxes) & set(drawn)


def test_a_pdf_says_its_language_and_its_structure_and_nobodys_name(printer):
    with translation.override("zh-hant"):
        made = pdf("<h1>王芳</h1>")
    said = paper.facts(made)
    assert (said["Title"], said["Tagged"]) == ("Sheet", "yes")
    assert "Author" not in said
    assert "王芳" not in said["hidden"]
    assert b"/Lang (zh-hant)" in paper.inflated(made)


@pytest.mark.parametrize(
    ("paper_class", "size"),
    [
        ("pt-print--a4", (210, 297)),
        ("pt-print--a5", (148, 210)),
        ("pt-print--a3", (297, 420)),
        ("pt-print--a4-across", (297, 210)),
    ],
)
def test_the_class_chooses_the_paper(printer, paper_class, size):
    [page] = paper.pages(pdf("<p>x</p>", paper_class=paper_class), printer, dpi=72)
    assert tuple(round(side / 72 * paper.INCH) for side in page.size) == pytest.approx(size, abs=1)


def test_long_tables_say_on_each_page_which_it_is_and_what_the_columns_mean(printer):
    rows = "<tr><td>3月1日</td></tr>" * 100
    made = pdf(f"<table class='pt-sheet__table'><thead><tr><th>日子</th></tr></thead><tbody>{rows}</tbody></table>")
    pages = int(paper.facts(made)["Pages"])
    assert pages > 1
    assert paper.text(made).count("日子") == pages
    assert f"{pages}/{pages}" in paper.text(made).replace(" ", "")


# --- what it never loads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/static/points/seal.svg",
        "http://169.254.169.254/latest/meta-data/",
        "//example.org/seal.svg",
        "file:///etc/passwd",
        "file:///static/points/seal.svg",
        "ftp://example.org/x",
        "/etc/passwd",
        "/media/x.png",
        "https://print.invalid/staticky/points/seal.svg",
        "https://print.invalid@example.org/static/points/seal.svg",
    ],
)
def test_what_is_not_ours_is_refused(address):
    with pytest.raises(ValueError, match="not one of our static files"):
        printing.own_file(address)


@pytest.mark.parametrize("path", ["../settings.py", "..%2f..%2fsettings.py", "%2e%2e/%2e%2e/conf.py", "/etc/passwd"])
def test_nothing_outside_the_static_files_is_read(path):
    with pytest.raises((SuspiciousFileOperation, OSError, ValueError)):
        printing.own_file(f"https://print.invalid/static/{path}")


def test_our_own_files_are_read():
    assert printing.own_file("https://print.invalid/static/points/seal.svg").startswith(b"<svg")


def test_a_file_of_a_name_that_carries_its_fingerprint_is_read(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    (tmp_path / "points").mkdir()
    (tmp_path / "points" / "seal.0123456789ab.svg").write_text("<svg/>")
    assert printing.own_file("https://print.invalid/static/points/seal.0123456789ab.svg") == b"<svg/>"


def test_static_files_on_another_host_are_read_from_the_disk(settings):
    settings.STATIC_URL = "https://files.example.org/static/"
    assert printing.own_file("https://files.example.org/static/points/seal.svg").startswith(b"<svg")
    with pytest.raises(ValueError, match="not one of our static files"):
        printing.own_file("https://files.example.org/points/seal.svg")


def test_a_sheet_with_foreign_pictures_is_made_without_them(printer, caplog):
    drawing = quote('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>')
    foreign = "".join(f'<img src="{src}" alt="">' for src in ("file:///etc/passwd", "https://example.org/x.png"))
    [blank] = paper.pages(pdf(foreign), printer, dpi=30)
    refused = [record.message for record in caplog.records if "Failed to load" in record.message]
    assert len(refused) == 2
    own_picture = f'<img src="data:image/svg+xml,{drawing}" width="200" alt="x">'
    [own] = paper.pages(pdf(own_picture), printer, dpi=30)
    above_the_foot = (0, 0, blank.width, blank.height // 2)
    darkest = [page.crop(above_the_foot).getextrema()[0] for page in (blank, own)]
    assert darkest[0] > 200 > 50 > darkest[1]


# --- how much -------------------------------------------------------------------------------------------------------


def test_a_sheet_of_too_many_pages_is_refused(printer):
    pages = "<p style='break-after: page'>x</p>"
    assert paper.facts(pdf(pages * (printing.MOST_PAGES - 1) + "<p>x</p>"))["Pages"] == str(printing.MOST_PAGES)
    with pytest.raises(printing.TooLong):
        pdf(pages * printing.MOST_PAGES + "<p>x</p>")


def test_what_cannot_be_laid_out_in_time_is_refused_before_it_is_tried():
    with pytest.raises(printing.TooLong):
        printing.pdf("x" * (printing.MOST_SIGNS + 1))


# --- the answer -----------------------------------------------------------------------------------------------------


@pytest.fixture
def template(settings, tmp_path):
    """A print template of a host."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine.get("DIRS", []), str(tmp_path)]}]
    (tmp_path / "sheet.html").write_text('{% extends "points/print.html" %}{% block content %}{{ word }}{% endblock %}')
    return "sheet.html"


def ask(template: str, query: str = "", *, filename: str = "存折", word: str = "龘"):
    request = RequestFactory().get(f"/points/sheet/?{query}")
    return printing.answer(request, template, {"word": word}, filename=filename)


@pytest.mark.django_db
def test_the_answer_is_a_pdf_that_nobody_keeps(printer, template):
    answer = ask(template)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert "龘" in paper.text(answer.content)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ['a"; filename="x.exe', "../../etc/passwd", "a\r\nSet-Cookie: x=1", "", "💥"])
def test_no_name_of_a_file_breaks_out_of_its_header(printer, template, name):
    told = ask(template, filename=name)["Content-Disposition"]
    assert told.startswith("inline; filename")
    assert told.rstrip('"').endswith(".pdf")
    assert not set(told) & set("/\\\r\n")
    assert told.count('"') in (0, 2)


@pytest.mark.django_db
def test_the_same_sheet_is_a_page_with_the_way_to_the_pdf(template):
    answer = ask(template, "part=2&as=page")
    assert answer["Content-Type"].startswith("text/html")
    assert "/points/sheet/?part=2&amp;as=pdf" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_too_long_a_sheet_is_answered_with_the_way_to_the_page(printer, template):
    answer = ask(template, "part=2", word="x" * printing.MOST_SIGNS)
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert "/points/sheet/?part=2&amp;as=page" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("reason", [ImportError, OSError])
def test_without_the_library_the_answer_says_what_to_install_and_leads_to_the_page(template, monkeypatch, reason):
    """An entry that is None, or a library whose loading fails, is what the interpreter meets on such a machine."""
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    if reason is ImportError:
        monkeypatch.setitem(sys.modules, "weasyprint", None)
    else:
        monkeypatch.setattr(sys, "meta_path", [_Broken(), *sys.meta_path])
    answer = ask(template, "part=2")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert "libpango" in answer.content.decode()
    assert "/points/sheet/?part=2&amp;as=page" in answer.content.decode()
    assert "龘" in ask(template, "as=page").content.decode()


class _Broken:
    """WeasyPrint on a machine without Pango: found, and loading it fails with an OSError."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_starting_the_site_does_not_load_the_library():
    source = "import django; django.setup(); import points.urls, sys; sys.exit('weasyprint' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT), "PATH": ""}
    assert subprocess.run([sys.executable, "-c", source], cwd=ROOT, env=environment, check=False).returncode == 0
