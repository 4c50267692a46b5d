"""How fast and how heavy the chapter's sliders are, beside their targets.

    python -m benchmarks.sliders

Made: seconds to draw every stop, what its values cost left out. Live: milliseconds from a change of
the ipywidgets slider to the new picture, everything computed anew. Painted: milliseconds in
Chromium from a key to the painted frame, in the built book. Medians, except for the first.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from casestudy_lib import plots
from casestudy_lib.sliders import Explorer
from tests.sliders_on_pages import SLIDERS, PageSlider
from tools.chromium import ARGUMENTS, find_chromium

BOOK = Path(__file__).parents[1] / "_build" / "html" / "book"
RETRAINS = "explore_learning_rate"  # a whole run at every move
PAINT_SCRIPT = """async (box) => {
  const input = box.querySelector("[type=range]"), times = [];
  for (let place = 0; place <= Number(input.max); place++) {
    const start = performance.now();
    input.value = place;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}"""


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def drawing_seconds(explorer: Explorer) -> float:
    """Time to draw every stop once more, less the time that its values take."""
    values = [stop.value for stop in explorer.stops]
    drawn = seconds(lambda: [explorer.picture(value) for value in values])
    return drawn - seconds(lambda: [explorer.update(value) for value in values])


def live_milliseconds(explorer: Explorer, n_moves: int = 25) -> float:
    """Median time of a live move, over positions all along the slider."""
    *_, slider, _ = explorer.live().children
    last = len(slider.options) - 1
    places = [move * last // n_moves for move in range(1, n_moves + 1)]
    return 1000 * median(seconds(partial(setattr, slider, "index", place)) for place in places)


def painted_milliseconds() -> dict[PageSlider, float]:
    """Median time from input to painted frame of every slider in the built book."""
    executable, painted = find_chromium(), {}
    if executable is None or not BOOK.exists():
        print("painted: left out, for want of Chromium or of `make book`")
        return painted
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for slider in SLIDERS:
            page.goto((BOOK / f"{slider.page}.html").as_uri())
            box = page.locator(".explorer").nth(slider.place)
            box.scroll_into_view_if_needed()
            page.wait_for_selector(".explorer [type=range]:enabled")
            painted[slider] = box.evaluate(PAINT_SCRIPT)
        browser.close()
    return painted


def main() -> None:
    """Print a table of the sliders."""
    plots.set_theme()
    painted = painted_milliseconds()
    print(f"{'slider':22}stops  made (≤ 2.5 s)  page (≤ 120 kB, map 160)  live  painted (≤ 33 ms)")
    for slider in SLIDERS:
        explorer = slider.make()
        weight = f"{len(explorer.html()) / 1000:.0f} kB{' (map)' * ('<image' in explorer.html())}"
        live = f"{live_milliseconds(explorer):.0f} (≤ {200 if slider.name == RETRAINS else 100})"
        print(
            f"{slider.name:22}{len(explorer.stops):5}{drawing_seconds(explorer):12.2f} s"
            f"{weight:>20}{live:>18}{painted.get(slider, float('nan')):12.1f} ms"
        )


if __name__ == "__main__":
    main()
