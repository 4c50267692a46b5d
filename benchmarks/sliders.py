"""How fast and how heavy the chapter's sliders are, beside their targets.

    python -m benchmarks.sliders

Made: seconds to draw every stop, what the scene computes left out. Live: milliseconds from a
change of the ipywidgets slider to the new picture, everything computed anew. Painted: milliseconds
in Chromium from a key to the painted frame, in the built book. Medians, except for the first.
"""

import gzip
import shutil
import statistics
import time
from pathlib import Path

from casestudy_lib import plots
from casestudy_lib.sliders.explorer import Explorer
from tests.chapter import SLIDERS

HTML = Path(__file__).parents[1] / "_build" / "html"
MAPS = ("overlap", "epochs")
PAINT_SCRIPT = """async (box) => {
  const input = box.querySelector("input"), times = [];
  for (let place = 0; place <= Number(input.max); place++) {
    const start = performance.now();
    input.value = place;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}"""


def drawing_seconds(explorer: Explorer) -> float:
    """Time to draw every stop once more, less the time that its scene computes."""
    start = time.perf_counter()
    for stop in explorer.stops:
        explorer.picture(stop.value)
    drawn = time.perf_counter()
    for stop in explorer.stops:
        explorer.update(stop.value)
    return (drawn - start) - (time.perf_counter() - drawn)


def live_milliseconds(explorer: Explorer, n_moves: int = 25) -> float:
    """Median time of a live move, over positions all along the slider."""
    _, slider, _ = explorer.live().children
    times = []
    for move in range(1, n_moves + 1):
        start = time.perf_counter()
        slider.index = move * (len(slider.options) - 1) // n_moves
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def painted_milliseconds() -> dict[str, float]:
    """Median time from input to painted frame of every slider in the built book."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or not HTML.exists():
        print("painted: left out, for want of " + ("Chromium" if HTML.exists() else "`make book`"))
        return {}
    from playwright.sync_api import sync_playwright

    painted = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (page_name, place, _) in SLIDERS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto((HTML / "book" / f"{page_name}.html").as_uri())
            box = page.locator(".explorer").nth(place)
            box.scroll_into_view_if_needed()
            page.wait_for_selector(".explorer input:enabled")
            painted[name] = box.evaluate(PAINT_SCRIPT)
            page.close()
        browser.close()
    return painted


def main() -> None:
    """Print a table of the sliders and one of the pages."""
    plots.set_theme()
    painted = painted_milliseconds()
    print(f"{'slider':14} stops  made (≤ 2.5 s)  page (≤ 120 kB, map 300)  live  painted (≤ 33 ms)")
    for name, (_, _, make) in SLIDERS.items():
        explorer = make()
        live_target = 200 if name == "learning rate" else 100
        live = live_milliseconds(explorer)
        print(
            f"{name:14}{len(explorer.stops):6}{drawing_seconds(explorer):14.2f} s"
            f"{len(explorer.html()) / 1000:15.0f} kB{' (map)' if name in MAPS else '      '}"
            f"{live:10.0f} (≤ {live_target})"
            + (f"{painted[name]:12.1f} ms" if name in painted else "")
        )
    for page in sorted((HTML / "book").glob("*.html")):
        weight = len(gzip.compress(page.read_bytes()))
        print(f"{page.stem:30}{weight / 1000:8.0f} kB gzipped")


if __name__ == "__main__":
    main()
