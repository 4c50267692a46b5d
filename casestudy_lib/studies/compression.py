"""Does a hidden layer compress? A rule with numbers, and one run of the question.

The received account (Shwartz-Ziv & Tishby 2017): in training, I(X;T) first grows and then falls,
while I(T;Y) stays.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy_lib.data import bayes_posterior, generate_data
from casestudy_lib.inputs import require_array, require_positive
from casestudy_lib.metrics import compute_kl_divergence
from casestudy_lib.studies.layer_runs import measure_layer, record_layer

# Added to a seed for data that the network has not seen.
_FRESH = 10_000


def compression(information: ArrayLike) -> NDArray:
    """How far information has fallen from its maximum over a run to the run's end, in nats.

    Args:
        information: values at the stops of a run, shape (..., n_stops).

    Returns:
        shape (...), zero where the last value is the largest.

    Raises:
        ValueError: there are no stops.
    """
    information = _check_course(information, "information")
    return information.max(axis=-1) - information[..., -1]


def is_compressed(
    inputs: ArrayLike, labels: ArrayLike, *, min_fall: float = 0.05, max_loss: float = 0.05
) -> NDArray:
    """Whether I(X;T) fell while I(T;Y) stayed, by a rule with numbers.

    I(X;T) ends at least a share `min_fall` below its maximum over the run, and I(T;Y) ends no
    more than `max_loss` nats below its value at that maximum.

    Args:
        inputs: I(X;T) at the stops of a run, in nats, shape (..., n_stops).
        labels: I(T;Y) at the same stops, in nats, shape (..., n_stops).
        min_fall: share of the maximum, between 0 and 1.
        max_loss: in nats.

    Returns:
        truth values, shape (...).

    Raises:
        ValueError: no stops, unequal shapes, or a threshold that is not positive.
    """
    inputs = _check_course(inputs, "inputs")
    fallen = compression(inputs) >= require_positive(min_fall, "min_fall") * inputs.max(axis=-1)
    return fallen & (label_change(inputs, labels) >= -require_positive(max_loss, "max_loss"))


def label_change(inputs: ArrayLike, labels: ArrayLike) -> NDArray:
    """Change of I(T;Y) from the stop where I(X;T) is largest to the end, in nats.

    Args:
        inputs: I(X;T) at the stops of a run, in nats, shape (..., n_stops).
        labels: I(T;Y) at the same stops, in nats, shape (..., n_stops).

    Raises:
        ValueError: no stops, or unequal shapes.
    """
    inputs, labels = _check_course(inputs, "inputs"), _check_course(labels, "labels")
    if inputs.shape != labels.shape:
        raise ValueError(
            f"inputs and labels must have one shape, got {inputs.shape} and {labels.shape}"
        )
    peak = inputs.argmax(axis=-1, keepdims=True)
    return labels[..., -1] - np.take_along_axis(labels, peak, axis=-1)[..., 0]


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
    if estimator not in ("binned", "noisy"):
        raise ValueError(f"estimator must be 'binned' or 'noisy', got {estimator!r}")
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
    bin_width: float = 0.25,
    noise_std: float = 0.1,
    relative: bool = False,
    **settings: float,
) -> dict[str, float]:
    """One run of the question whether a hidden layer compresses, with its own data and weights.

    Args:
        seed: seed of the data and of the weights.
        activation: what the hidden units are, "tanh" or "relu".
        std: standard deviation of each class.
        n_samples: rows to train on and to measure with.
        bin_width: as for `measure_layer`.
        noise_std: as for `measure_layer`.
        relative: as for `measure_layer`.
        settings: `hidden_dim`, `learning_rate`, `n_epochs`, `n_stops` of `record_layer`.

    Returns:
        `largest`, `final` and `drop` of I(X;T), `label_change` of I(T;Y) from that largest value
        to the end, in nats, and `compressed`, 1 where `is_compressed` holds, else 0, by bins;
        `noisy_largest`, … the same by noise; at the end `saturated`, `train_loss`, and on as many
        fresh inputs `kl_divergence`, how far predictions are from the Bayes posterior, in nats.

    Raises:
        ValueError, TrainingOverflowError: as `record_layer` and `measure_layer`.
    """
    X, y = generate_data(n_samples, seed, std=std)
    run = record_layer(X, y, activation=activation, seed=seed, **settings)
    course = measure_layer(
        run.hidden, y, bin_width=bin_width, noise_std=noise_std, relative=relative
    )
    X_fresh, _ = generate_data(n_samples, seed + _FRESH, std=std)
    return {
        **_verdict(course["binned_inputs"], course["binned_labels"]),
        **{
            f"noisy_{name}": value
            for name, value in _verdict(course["noisy_inputs"], course["noisy_labels"]).items()
        },
        "saturated": float(course["saturated"][-1]),
        "train_loss": float(run.train_loss[-1]),
        "kl_divergence": compute_kl_divergence(
            bayes_posterior(X_fresh, std=std), run.net.forward(X_fresh)
        ),
    }


def _verdict(inputs: NDArray, labels: NDArray) -> dict[str, float]:
    return {
        "largest": float(inputs.max()),
        "final": float(inputs[-1]),
        "drop": float(compression(inputs)),
        "label_change": float(label_change(inputs, labels)),
        "compressed": float(is_compressed(inputs, labels)),
    }


def _check_course(values: ArrayLike, name: str) -> NDArray:
    values = require_array(values, name)
    if values.shape[-1] == 0:
        raise ValueError(
            f"{name} must hold a value for at least one stop, got shape {values.shape}"
        )
    return values
