"""Printed matter: one template is the print page of a browser and, where WeasyPrint is installed, a PDF.

A print template extends `points/print.html` and stands alone: it is given to the browser as it is, and to the library
for a PDF. So nobody is without paper where the library is missing; the answer then says so and leads to the page.

The block `title` of a print template names the kind of sheet and nobody: it becomes the title in the PDF's metadata,
and the name of the file is chosen in the same way.
"""

import logging
from collections.abc import Mapping
from email.message import Message
from functools import cache
from http import HTTPStatus
from mimetypes import guess_type
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.text import slugify

WAY = "as"
PAGE = "page"
PDF = "pdf"
"""`?as=page` and `?as=pdf` choose between the two forms of one sheet."""

MOST_PAGES = 60
MOST_SIGNS = 3_000_000
"""Of HTML, before it is laid out: a worker serves others, too. Whoever prints more prints in parts."""

_NOWHERE = "https://print.invalid/"
"""What addresses in a template are relative to. No such host exists, and nothing is ever asked of it."""

logger = logging.getLogger(__name__)


class Unavailable(Exception):
    """The library is not installed, or what it needs of the system is not."""


class TooLong(Exception):
    """More pages than one PDF may have."""


def answer(request: HttpRequest, template: str, context: Mapping[str, Any], *, filename: str) -> HttpResponse:
    """The sheet as a PDF, or as a print page when `?as=page` asks for it.

    Where there can be no PDF the answer is a page that says why and leads to the print page. An empty `pdf_url` in the
    context leaves out the way from the page to the PDF.
    """
    if request.GET.get(WAY) == PAGE:
        return _page(request, template, context)
    return _pdf(request, template, context, filename)


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, filename: str) -> HttpResponse:
    """As `answer`, but the print page unless `?as=pdf` asks for the PDF."""
    if request.GET.get(WAY) == PDF:
        return _pdf(request, template, context, filename)
    return _page(request, template, context)


def pdf(html: str) -> bytes:
    """What was rendered from a print template, laid out. Refuses with `Unavailable` or `TooLong`."""
    if len(html) > MOST_SIGNS:
        raise TooLong
    library = load()
    document = library.HTML(string=html, base_url=_NOWHERE, url_fetcher=_own_files_only(library)).render(
        pdf_variant="pdf/ua-1"
    )
    if len(document.pages) > MOST_PAGES:
        raise TooLong
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def load() -> ModuleType:
    """WeasyPrint, or `Unavailable`."""
    try:
        # A second or more, and the libraries of the system behind it: for the first PDF, not for every start.
        import weasyprint
    except (ImportError, OSError) as reason:
        raise Unavailable(str(reason)) from reason
    return weasyprint


def _page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    response = render(request, template, {"pdf_url": _way(request, PDF), **context})
    add_never_cache_headers(response)
    return response


def _pdf(request: HttpRequest, template: str, context: Mapping[str, Any], filename: str) -> HttpResponse:
    try:
        content = pdf(render_to_string(template, {**context, "is_pdf": True}, request))
    except (Unavailable, TooLong) as reason:
        return _instead(request, reason)
    name = f"{slugify(filename, allow_unicode=True) or 'print'}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    add_never_cache_headers(response)
    return response


def _instead(request: HttpRequest, reason: Exception) -> HttpResponse:
    """Not an error of the site and none of the visitor's: the same sheet is one link away."""
    if isinstance(reason, Unavailable):
        logger.warning("No PDF can be made: %s", reason)
    context = {"is_too_long": isinstance(reason, TooLong), "most": MOST_PAGES, "page_url": _way(request, PAGE)}
    response = render(request, "points/no_pdf.html", context, status=HTTPStatus.OK)
    add_never_cache_headers(response)
    return response


def _way(request: HttpRequest, form: str) -> str:
    """This sheet in the other form, with all that was chosen."""
    query = request.GET.copy()
    query[WAY] = form
    return f"{request.path}?{query.urlencode()}"


# --- what a sheet may load ------------------------------------------------------------------------------------------


def own_file(url: str) -> bytes:
    """The content of one of our static files. `ValueError` for every other address.

    Read from the disk, so that a PDF never waits for the network, and never where the address points outside.
    """
    prefix = urljoin(_NOWHERE, static(""))
    if not url.startswith(prefix):
        raise ValueError("not one of our static files")
    name = unquote(urlsplit(url).path.removeprefix(urlsplit(prefix).path))
    if found := finders.find(name):
        with open(str(found), "rb") as file:
            return file.read()
    with staticfiles_storage.open(name) as file:
        return bytes(file.read())


@cache
def _own_files_only(library: ModuleType) -> Any:
    class OwnFiles(library.urls.URLFetcher):  # type: ignore[name-defined, misc]
        def fetch(self, url: str, headers: Message | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            kind = guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return library.urls.URLFetcherResponse(url, own_file(url), {"Content-Type": kind})

    return OwnFiles(allowed_protocols=["data"], allow_redirects=False)
