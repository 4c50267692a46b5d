"""Run the trials and store them: `python -m casestudy_lib.claims`, or `make claims`."""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from casestudy_lib.claims.stored import store_trials


def main() -> None:
    """Run what is missing, on all cores of this machine or on a Dask cluster."""
    parser = argparse.ArgumentParser(prog="python -m casestudy_lib.claims", description=__doc__)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes (all cores)")
    parser.add_argument("--cluster", help="address of a Dask scheduler, in place of processes")
    chosen = parser.parse_args()
    if chosen.cluster:
        from distributed import Client  # an optional requirement

        with Client(chosen.cluster) as client, client.get_executor() as executor:
            store_trials(executor=executor)
        return
    with ProcessPoolExecutor(chosen.workers, mp_context=get_context("spawn")) as pool:
        store_trials(executor=pool)


if __name__ == "__main__":
    main()
