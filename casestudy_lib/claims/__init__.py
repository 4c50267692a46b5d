"""What is said of such a run, tried over many seeds; the verdicts are computed."""

from casestudy_lib.claims.criteria import CHOOSING, JUDGING, OWN, RECEIVED, SCANNED, TRIALS
from casestudy_lib.claims.measures import (
    claim_experiment,
    decoding_experiment,
    digits_trial,
    mixed_experiment,
)
from casestudy_lib.claims.report import (
    VerdictTable,
    share_in_words,
    tabulate_findings,
    tabulate_settings,
)
from casestudy_lib.claims.stored import (
    registered,
    repeat_runs,
    store_trials,
    stored_scan,
    stored_trials,
)
from casestudy_lib.claims.trials import run_trials
from casestudy_lib.claims.verdict import (
    Claim,
    Finding,
    Part,
    Verdict,
    clopper_pearson_interval,
    judge,
)
