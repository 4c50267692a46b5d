"""Every run of the trials, and their measures as the claims look at them."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor

from casestudy_lib.claims import measures
from casestudy_lib.claims.criteria import TRIALS, VIEWS
from casestudy_lib.claims.verdict import Measures
from casestudy_lib.studies.compression import layer_experiment
from casestudy_lib.studies.many_runs import Experiment, run_experiments

#: The functions that a `Trial` names.
EXPERIMENTS: dict[str, Experiment] = {
    "claim_experiment": measures.claim_experiment,
    "mixed_experiment": measures.mixed_experiment,
    "layer_experiment": layer_experiment,
    "decoding_experiment": measures.decoding_experiment,
    "digits_trial": measures.digits_trial,
}


def run_trials(
    seeds: Iterable[int] = range(20),
    *,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> dict[str, Measures]:
    """Run every setting that a claim is judged in, for every seed.

    Args:
        seeds: seeds of data, weights and draws.
        executor: as for `run_experiments`.
        progress: as for `run_experiments`.

    Returns:
        By setting, and by every view of it that a claim names, measures by name, each (n_seeds,).

    Raises:
        RuntimeError: a run failed; the message names its setting and seed.
    """
    seeds = list(seeds)
    results: dict[str, Measures] = {}
    for name, trial in TRIALS.items():
        if name == "scan":  # its settings were chosen from, and judge nothing
            continue
        found = run_experiments(
            EXPERIMENTS[trial.experiment], trial.settings, seeds, executor=executor,
            progress=progress,
        )  # fmt: skip
        found.raise_failures()
        results |= {setting: found[setting] for setting in trial.settings}
    return with_views(results)


def with_views(results: Mapping[str, Measures]) -> dict[str, Measures]:
    """The results, and beside them every view of their settings under its own name."""
    views = {
        view: {
            name.removeprefix(prefix): values
            for name, values in results[setting].items()
            if name.startswith(prefix)
        }
        for view, (setting, prefix) in VIEWS.items()
        if setting in results
    }
    return {**results, **views}
