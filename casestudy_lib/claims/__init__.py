"""What is said of such a run, tried over many seeds; the verdicts are computed."""

from casestudy_lib.claims.received import OWN, RECEIVED
from casestudy_lib.claims.report import tabulate_findings, tabulate_verdicts
from casestudy_lib.claims.trials import (
    DECODING_SETTINGS,
    LAYER_SETTINGS,
    TRAINING_SETTINGS,
    claim_experiment,
    decoding_experiment,
    run_trials,
)
from casestudy_lib.claims.verdict import Claim, Finding, Part, Verdict, judge
