"""Does a hidden layer compress? A rule with numbers, and one run of the question.

The received account (Shwartz-Ziv & Tishby 2017): in training, I(X;T) first grows and then falls,
while I(T;Y) stays.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.data import bayes_posterior, generate_data
from casestudy_lib.inputs import require_choice
from casestudy_lib.metrics import compute_kl_divergence
from casestudy_lib.studies.layer_runs import measure_layer, record_layer

#: I(X;T) must end at least this share of its maximum below it,
MIN_FALL = 0.05

#: and I(T;Y) no more than so many nats below its value at that maximum.
MAX_LOSS = 0.05

_FRESH = 10_000  # added to a seed for data that the network has not seen


def compression(information: NDArray) -> NDArray:
    """How far information (..., n_stops) has fallen from its maximum to the run's end, in nats."""
    return information.max(axis=-1) - information[..., -1]


def label_change(inputs: NDArray, labels: NDArray) -> NDArray:
    """Change of I(T;Y) from the stop where I(X;T) is largest to the end, in nats.

    Args:
        inputs: I(X;T) at the stops of a run, in nats, shape (..., n_stops).
        labels: I(T;Y) at the same stops, of the same shape.
    """
    peak = inputs.argmax(axis=-1, keepdims=True)
    return labels[..., -1] - np.take_along_axis(labels, peak, axis=-1)[..., 0]


def is_compressed(inputs: NDArray, labels: NDArray) -> NDArray:
    """Whether I(X;T) fell by `MIN_FALL` of its maximum while I(T;Y) lost `MAX_LOSS` at most.

    Args: as `label_change`.
    """
    stayed = label_change(inputs, labels) >= -MAX_LOSS
    return stayed & (compression(inputs) >= MIN_FALL * inputs.max(axis=-1))


def judge_runs(course: Mapping[str, NDArray], estimator: str = "binned") -> dict[str, float]:
    """What the rule says of several runs, as a row of a table.

    Args:
        course: columns (n_runs, n_stops) as `measure_runs` returns them.
        estimator: "binned" or "noisy".

    Returns:
        `largest` and `last` I(X;T) and its `fall` between them, medians over runs in nats; the
        `least` and the `most` fall of a run; and `compress`, the number of runs that do.

    Raises:
        ValueError: an unknown estimator.
    """
    require_choice(estimator, "estimator", ("binned", "noisy"))
    inputs, labels = course[f"{estimator}_inputs"], course[f"{estimator}_labels"]
    fall = compression(inputs)
    return {
        "largest": float(np.median(inputs.max(axis=-1))),
        "last": float(np.median(inputs[..., -1])),
        "fall": float(np.median(fall)),
        "least": float(fall.min()),
        "most": float(fall.max()),
        "compress": int(is_compressed(inputs, labels).sum()),
    }


def layer_experiment(
    seed: int,
    *,
    activation: str = "tanh",
    std: float = 0.5,
    n_samples: int = 300,
    **settings: float,
) -> dict[str, float]:
    """One run of the question whether a hidden layer compresses, with its own data and weights.

    Args:
        seed: seed of the data and of the weights.
        activation: what the hidden units are, "tanh" or "relu".
        std: standard deviation of each class.
        n_samples: rows to train on and to measure with.
        settings: `hidden_dim`, `learning_rate`, `n_epochs`, `n_stops` of `record_layer`.

    Returns:
        By bins `binned_fall`, that of I(X;T) as a share of its maximum, `binned_label_change` in
        nats, and `binned_compressed`, 1 where `is_compressed` holds, else 0; `noisy_fall`, … the
        same by noise; at the end `saturated`, `train_loss`, and on as many fresh inputs
        `kl_divergence`, how far predictions are from the Bayes posterior, in nats.

    Raises:
        ValueError, TrainingOverflowError: as `record_layer`.
    """
    X, y = generate_data(n_samples, seed, std=std)
    run = record_layer(X, y, activation=activation, seed=seed, **settings)
    course = measure_layer(run.hidden, y)
    found = {}
    for estimator in ("binned", "noisy"):
        inputs, labels = course[f"{estimator}_inputs"], course[f"{estimator}_labels"]
        found[f"{estimator}_fall"] = float(compression(inputs) / inputs.max())
        found[f"{estimator}_label_change"] = float(label_change(inputs, labels))
        found[f"{estimator}_compressed"] = float(is_compressed(inputs, labels))
    X_fresh, _ = generate_data(n_samples, seed + _FRESH, std=std)
    truth = bayes_posterior(X_fresh, std=std)
    return found | {
        "saturated": float(course["saturated"][-1]),
        "train_loss": float(run.train_loss[-1]),
        "kl_divergence": compute_kl_divergence(truth, run.net.forward(X_fresh)),
    }
