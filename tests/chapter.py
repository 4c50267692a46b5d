"""The sliders of the book: where each stands, and how its notebook makes it."""

from casestudy_lib import (
    SimpleNeuralNetwork,
    bayes_posterior,
    compute_entropy,
    generate_data,
    optimal_temperature,
    split_data,
    train_and_track,
    widgets,
)
from casestudy_lib.sliders.explorer import Explorer
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.studies.layer_runs import record_layer


def four_fifths():
    """Training and test rows of phase 4."""
    (X_train, y_train), (X_test, y_test) = split_data(*generate_data(), (0.8, 0.2))
    return X_train, y_train, X_test, y_test


def temperature() -> Explorer:
    """The slider of phase 5, its optimum fitted on the validation rows."""
    train, (X_val, y_val), _ = split_data(*generate_data())
    net = SimpleNeuralNetwork(2, 32, 3)
    train_and_track(*train, X_val, y_val, net=net)
    optimum = optimal_temperature(net.logits(X_val), y_val)
    floor = compute_entropy(bayes_posterior(X_val))
    return widgets.explore_temperature(net, X_val, y_val, optimum=optimum, floor=floor)


def decoding() -> Explorer:
    """The slider of phase 5 over the character model."""
    return widgets.explore_decoding(CharacterModel(PASSAGE, order=3), "the ")


def bin_width() -> Explorer:
    """The slider of the information plane, over the runs that the page records."""
    names = {"tanh": "tanh", "ReLU": "relu"}
    draws = [generate_data(300, seed, std=0.5) for seed in range(5)]
    return widgets.explore_bin_width(
        {
            name: [
                record_layer(*draw, activation=activation, seed=seed)
                for seed, draw in enumerate(draws)
            ]
            for name, activation in names.items()
        }
    )


def bins() -> Explorer:
    """The slider of the calibration measures, over the default network's test rows."""
    train, val, (X_test, y_test) = split_data(*generate_data())
    net = SimpleNeuralNetwork(2, 32, 3)
    train_and_track(*train, *val, net=net)
    return widgets.explore_bins(y_test, net.forward(X_test))


#: Page, place among the page's sliders, and maker, by name.
SLIDERS = {
    "overlap": ("01_data", 0, widgets.explore_overlap),
    "code length": ("03_metrics", 0, widgets.explore_code_length),
    "epochs": ("04_training_dynamics", 0, lambda: widgets.explore_epochs(*four_fifths())),
    "learning rate": (
        "learning_rate",
        0,
        lambda: widgets.explore_learning_rate(*four_fifths()),
    ),
    "temperature": ("05_temperature_calibration", 0, temperature),
    "decoding": ("05_temperature_calibration", 1, decoding),
    "bin width": ("information_plane", 0, bin_width),
    "sample size": ("measures_that_can_lie", 0, widgets.explore_sample_size),
    "bins": ("measures_that_can_lie", 1, bins),
}
