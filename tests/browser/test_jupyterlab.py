"""Notebooks in a real JupyterLab, as `make lab` opens them: they read well, run, and answer."""

import importlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.built import ROOT, WITHHELD

sys.path.insert(0, str(ROOT / "_ext"))
downloads = importlib.import_module("downloads")


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab over the plain notebooks, with settings of its own."""
    downloads.write_new(downloads.stored_book(), tmp_path / "book")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--IdentityProvider.token=", "--ServerApp.password="]
    command += ["--LabApp.news_url=", "--LabApp.extension_manager=readonly"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=tmp_path, env=os.environ | places, stdout=log, stderr=log
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url, server, seconds=60):
    for _ in range(seconds * 4):
        assert server.poll() is None, "JupyterLab has stopped"
        try:
            return urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"JupyterLab does not answer within {seconds} s")


def run_all(page):
    # Cells that are run before the kernel has answered are dropped without a word.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def test_nothing_stands_raw_and_solutions_stay_folded_when_all_has_run(lab, open_page):
    page = open_page(f"{lab}/lab/tree/book/01_data.ipynb", origin=lab)
    page.set_viewport_size({"width": 1280, "height": 8000})  # what is out of sight is not laid out
    run_all(page)
    page.locator(".jp-OutputArea .explorer-picture").wait_for(timeout=90_000)
    page.get_by_role("emphasis").filter(has_text="Figure 2. Entropy").wait_for()
    text = page.locator(".jp-Notebook").inner_text()
    assert "Exercise 4. Thoughtful" in text
    assert not re.search(r":::|\{[a-z]+\}`|shortfall", text)
    page.set_viewport_size({"width": 1280, "height": 900})
    solution = page.locator("details", has_text="shortfall").first
    if WITHHELD:
        assert solution.count() == 0
        return
    solution.locator("summary").click()
    assert "short of ln 3 by 0.0097" in solution.inner_text()
    solution.get_by_role("link", name="The network").click()
    page.get_by_role("heading", name="What an untrained network says").wait_for()


def test_temperature_slider_recomputes_in_python(lab, open_page):
    page = open_page(f"{lab}/lab/tree/book/05_temperature_calibration.ipynb", origin=lab)
    run_all(page)
    picture = page.locator(".jp-OutputArea .explorer-picture").first
    picture.wait_for(state="attached", timeout=90_000)
    picture.scroll_into_view_if_needed()
    before = picture.get_attribute("aria-label")
    assert before.startswith("T = 1.00, default run:")
    words = page.locator(".jp-OutputArea .explorer-words").first
    assert words.text_content() == before
    handle = page.locator(".jp-OutputArea .noUi-handle").first
    handle.focus()
    handle.press("ArrowLeft")
    page.wait_for_function(
        "before => document.querySelector('.jp-OutputArea .explorer-picture')"
        ".getAttribute('aria-label') !== before",
        arg=before,
        timeout=20_000,
    )
    after = page.locator(".jp-OutputArea .explorer-picture").first.get_attribute("aria-label")
    assert 0.9 < float(re.match(r"T = ([\d.]+)", after)[1]) < 1.0
    page.locator(".jp-OutputArea .widget-radio-box input").nth(2).check()
    page.wait_for_function(
        "() => document.querySelector('.jp-OutputArea .explorer-words').innerText"
        ".includes('memorised')"
    )
    page.get_by_role("button", name="fitted optimum").first.click()
    page.wait_for_function(
        "() => /^T = 4[.]5\\d*, memorised/.test("
        "document.querySelector('.jp-OutputArea .explorer-words').innerText)"
    )
