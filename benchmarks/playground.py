"""How heavy the playground is, and how long its frames take, beside their targets.

    python -m benchmarks.playground

Frames: milliseconds of computing and drawing in a frame with one update, at the default settings,
by Chromium on this machine; plain, and with the processor slowed down four times.
"""

import gzip
import tempfile
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Page, sync_playwright

from casestudy_lib.playground import playground
from tools.chromium import ARGUMENTS, find_chromium

FRAMES_SCRIPT = """async (count) => {
  const box = document.querySelector(".playground"), times = [];
  const request = window.requestAnimationFrame.bind(window);
  box.playground.set({});
  await new Promise((done) => {
    window.requestAnimationFrame = (act) => request((now) => {
      const start = performance.now();
      act(now);
      times.push(performance.now() - start);
      if (times.length === count) done();
    });
    box.playground.play();
  });
  box.playground.pause();
  window.requestAnimationFrame = request;
  return times;
}"""
DOCUMENT = '<!doctype html><meta charset="utf-8"><body style="max-width: 47rem">{}'


def frames(page: Page, slower: int) -> tuple[float, float]:
    """Median and 95 % of the time that a frame takes, in milliseconds."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    times = quantiles(page.evaluate(FRAMES_SCRIPT, 150), n=20)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return times[9], times[18]


def main() -> None:
    """Print the weight and the frame times."""
    html = playground().html()
    print(f"weight {len(gzip.compress(html.encode())) / 1000:.1f} kB gzipped (≤ 40)")
    executable = find_chromium()
    if executable is None:
        return print("frames: left out, for want of Chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "playground.html")
        path.write_text(DOCUMENT.format(html), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        for slower, target in ((1, "16.7 and 33"), (4, "33")):
            median, most = frames(page, slower)
            print(f"frame at 1/{slower} speed: {median:.1f} ms, 95 % {most:.1f} ms (≤ {target})")
        browser.close()


if __name__ == "__main__":
    main()
