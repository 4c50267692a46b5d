"""What is said of such a run, tried over many seeds; the verdicts are computed."""
