"""`python -m casestudy_lib.calibrate FILE.csv`: print the report on a file and draw its picture."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from matplotlib import pyplot as plt

from casestudy_lib import plots
from casestudy_lib.calibrate import draw_report, report_on_file


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m casestudy_lib.calibrate",
        description="How good predictions are, and whether their confidence is deserved.",
    )
    parser.add_argument(
        "file",
        type=Path,
        help="CSV or CSV.gz; header label,prob_0,prob_1,… or label,logit_0,logit_1,…; logits are "
        "better, since small probabilities are rounded",
    )
    parser.add_argument("--picture", type=Path, help="where to write it; FILE.png by default")
    parser.add_argument("--bins", type=int, default=10, help="of the calibration error (10)")
    parser.add_argument("--level", type=float, default=0.95, help="of every interval (0.95)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 2 where the file or an argument is not as it must be."""
    given = _parser().parse_args(arguments)
    try:
        report = report_on_file(given.file, n_bins=given.bins, level=given.level)
        print(report)
        stem = given.file.with_suffix("") if given.file.suffix == ".gz" else given.file
        picture = given.picture or stem.with_suffix(".png")
        plots.set_theme()
        draw_report(report).savefig(picture, dpi=150)
    except OSError as error:
        print(f"{error.filename or given.file}: {error.strerror or error}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{given.file}: {error}", file=sys.stderr)
        return 2
    print(f"\npicture: {picture}")
    return 0


if __name__ == "__main__":
    plt.switch_backend("agg")  # no window, also where there is a screen
    sys.exit(main())
