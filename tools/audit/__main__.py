"""Measure the pages of the built book one at a time and print one table.

python -m tools.audit                      every page
python -m tools.audit book/01_data.html    some of them

The exit status is 1 if a score is below its target, 2 if a program is missing.
"""

import argparse
import shutil
import sys
from pathlib import Path

from tools.audit.lighthouse import SLOW_MACHINE, TARGETS, Result, measure, missing_programs, run
from tools.audit.server import serving

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
REPORTS = ROOT / "_build" / "audit"

HEADINGS = ("page", "on", "performance", "accessibility", "best practices", "SEO", "  kB")


def built_pages() -> list[str]:
    """Return the paths of the pages that the book has."""
    pages = [HTML / "index.html", *sorted((HTML / "book").glob("*.html")), HTML / "search.html"]
    return [path.relative_to(HTML).as_posix() for path in pages]


def audit(pages: list[str]) -> list[Result]:
    """Measure pages in turn: two at once would spoil each other's time."""
    results = []
    with serving(HTML) as address:
        for page in pages:
            for form in TARGETS:
                results.append(measure(lambda n, p=page, f=form: run_to_file(address, p, f, n)))
                print(row(results[-1]), flush=True)
    return results


def run_to_file(address: str, page: str, form: str, number: int) -> Result:
    """Measure a page once; the report is named after page, form factor and number of the run."""
    name = f"{page.removesuffix('.html').replace('/', '_')}-{form}-{number}.json"
    return run(f"{address}/{page}", page, form, REPORTS / name)


def row(result: Result) -> str:
    """Return a line of the table."""
    numbers = [*result.scores.values(), round(result.kilobytes)]
    cells = [f"{number:>{len(name)}}" for number, name in zip(numbers, HEADINGS[2:], strict=True)]
    return "  ".join([f"{result.page:<40}", f"{result.form:<7}", *cells])


def heading() -> str:
    """Return the head of the table."""
    return "  ".join([f"{HEADINGS[0]:<40}", f"{HEADINGS[1]:<7}", *HEADINGS[2:]])


def complaint(result: Result) -> str:
    """Say what a page misses and which audits cost it points."""
    missed = "; ".join(
        f"{name} {result.scores[name]} < {TARGETS[result.form][name]}"
        f" ({', '.join(result.faults[name])})"
        for name in result.missed
    )
    return f"BELOW TARGET: {result.page} ({result.form}): {missed}"


def machine(results: list[Result]) -> str:
    """Say how fast the machine was, by Lighthouse's own measure, while the pages were loaded."""
    speeds = sorted(round(result.machine_speed) for result in results)
    line = f"Benchmark index of the machine: {speeds[0]} to {speeds[-1]}."
    if speeds[0] < SLOW_MACHINE:
        line += f" Below {SLOW_MACHINE} Lighthouse warns that the performance comes out too low."
    return line


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", help="as book/01_data.html; all if none is named")
    pages = parser.parse_args().pages or built_pages()
    if missing := missing_programs():
        print("The audit needs", *missing, sep="\n  ", file=sys.stderr)
        return 2
    if absent := [page for page in pages if not (HTML / page).exists()]:
        print(f"No such page in {HTML}: {', '.join(absent)}. Run `make book`.", file=sys.stderr)
        return 2
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    print(heading(), flush=True)
    results = audit(pages)
    complaints = [complaint(result) for result in results if result.missed]
    verdict = complaints or [f"All of {len(results)} measurements reach their targets."]
    verdict = ["", machine(results), *verdict]
    table = [heading(), *map(row, results), *verdict]
    (REPORTS / "table.txt").write_text("\n".join(table) + "\n", encoding="utf-8")
    print(*verdict, sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
