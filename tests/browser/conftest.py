"""A real browser over the built book, with everything outside it out of reach."""

import contextlib
import functools
import http.server
import os
import threading

import pytest
from playwright.sync_api import sync_playwright

from tests.built import HTML
from tools import chromium

CHROMIUM = chromium.find_chromium()
ARGUMENTS = [*chromium.ARGUMENTS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


@pytest.fixture(scope="session")
def browser():
    """Chromium; where there is none the test is skipped, loudly, and fails where CI is set."""
    if CHROMIUM is None:
        message = "NO BROWSER FOUND: install Chromium, or the pages stay untested"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def html():
    """The folder of the built book."""
    assert (HTML / "index.html").exists(), "build the book first: make book"
    return HTML


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def served(html):
    """The address of the built book on a server of its own."""
    handler = functools.partial(_Quiet, directory=html)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module", params=["http", "file"])
def root(request, html):
    """The address of the book: from a server, and from disk."""
    return request.getfixturevalue("served") if request.param == "http" else html.as_uri()


@pytest.fixture
def open_page(browser):
    """Open a page; `page.complaints` gathers console errors and requests that leave the book."""
    with page_opener(browser) as opener:
        yield opener


@contextlib.contextmanager
def page_opener(browser):
    """What opens pages, each in a context of its own, until the end of the block."""
    contexts = []

    def open_page(url, *, origin, width=1280, scheme="light", until="load", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []

        def note_request(request):
            if not request.url.startswith((origin, "data:", "blob:")):
                page.complaints.append(f"request to {request.url}")

        def note_message(message):
            if message.type in ("error", "warning"):
                page.complaints.append(message.text)

        # Listened to, not routed: a route costs as much as all the rest of a small page.
        page.on("request", note_request)
        page.on("console", note_message)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(url, wait_until=until)
        return page

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()
