"""Debian's Chromium, driven by Playwright. Without one the tests skip, or fail where `REQUIRE_BROWSER` says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import surroundings

# Chromium's own background requests must not leave the machine that runs the tests.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def launched(*more: str) -> Iterator[Browser]:
    """With `more` arguments. To be left with the module that asked: other tests of the worker need no browser, and no
    loop beside them."""
    path = surroundings.chromium()
    if path is None:
        go_without(surroundings.NO_CHROMIUM)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Django would take the tests for asynchronous code because of that loop, and refuse them the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
        yield browser
        browser.close()


def go_without(remedy: str) -> NoReturn:
    """Ends the test that misses something: a failure where a browser is required."""
    pytest.fail(remedy) if surroundings.is_required("BROWSER") else pytest.skip(remedy)
