"""Settings of the whole suite: what nbval compares, and what stays together on one worker."""

import re

import pytest
from xdist.scheduler import LoadFileScheduling


class FileOrPageScheduling(LoadFileScheduling):
    """Files stay whole, for a notebook's kernel runs its cells in order; browser tests need not.

    Their pages and sliders are handed out one by one, so that each worker has a browser, and
    neither is left with all of them.
    """

    def _split_scope(self, nodeid):
        path = super()._split_scope(nodeid)
        page = re.search(r"\[([^-\]]+)", nodeid)
        return f"{path}[{page[1]}]" if "browser/" in path and page else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """What `--dist=loadfile` hands out, in smaller parcels."""
    if config.getvalue("dist") == "loadfile":
        return FileOrPageScheduling(config, log)
    return None


def pytest_collectstart(collector):
    """Compare text only: the stored notebooks hold no pictures and no widgets.

    A picture is tested where its values are known (tests/plots/) and where it is seen
    (the browser tests); `tests/test_notebooks.py` keeps it out of the stored outputs.
    """
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml", "text/html", "text/markdown")
