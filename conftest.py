"""Settings of the whole suite: what nbval compares in the notebooks."""


def pytest_collectstart(collector):
    """Compare text only: the stored notebooks hold no pictures and no widgets.

    A picture is tested where its values are known (tests/test_plots.py) and where it is seen
    (the browser tests); `tests/test_notebooks.py` keeps it out of the stored outputs.
    """
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml", "text/html", "text/markdown")
