"""At every value a scene shows, and says, what the library computes."""

import re

import numpy as np
import pytest

from casestudy_lib import (
    bayes_limits,
    bayes_posterior,
    compute_cross_entropy,
    compute_entropy,
    compute_kl_divergence,
    generate_data,
    plots,
    reliability_curve,
    softmax,
    temperature_analysis,
    train_and_track,
)
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel
from casestudy_lib.widgets import calibration, foundations, training
from casestudy_lib.widgets.canvas import class_points


def numbers(description):
    return [float(number) for number in re.findall(r"-?\d+\.\d+(?:e[+-]\d+)?", description)]


def lines(figure):
    return {line.get_label(): line for line in figure.axes[0].lines}


@pytest.mark.parametrize("std", [0.3, 1.0, 2.5])
def test_overlap_shows_samples_and_limits_of_the_spread(std):
    (plane, bars), update = foundations.overlap(60)
    limits = bayes_limits(std=std)
    said = numbers(update(std))
    shown = [limits[name] for name in ("conditional_entropy", "mutual_information", "accuracy")]
    assert said == pytest.approx([std, *shown], abs=5e-4)
    X, y = generate_data(60, std=std)
    for k, points in enumerate(class_points(plane.axes[0])):
        np.testing.assert_array_equal(points.get_xydata(), X[y == k])
    floor, told = (container.patches[0] for container in bars.axes[0].containers)
    assert floor.get_height() == pytest.approx(limits["conditional_entropy"])
    assert told.get_y() + told.get_height() == pytest.approx(np.log(3))


@pytest.mark.parametrize("q", [0.001, 0.3, 0.9])
def test_code_length_stacks_the_waste_on_the_entropy(q):
    (bar, curve), update = foundations.code_length(0.3)
    coin, model = np.array([[0.3, 0.7]]), np.array([[q, 1 - q]])
    said = numbers(update(q))
    entropy, kl = compute_entropy(coin), compute_kl_divergence(coin, model)
    total = compute_cross_entropy(coin, model)
    assert said == pytest.approx([q, 0.3, entropy, kl, total], abs=5e-4)
    waste = bar.axes[0].containers[1].patches[0]
    assert waste.get_height() == pytest.approx(kl, abs=1e-12)
    dot = curve.axes[0].lines[-1]
    np.testing.assert_allclose(dot.get_xydata(), [[q, total]])


@pytest.fixture(scope="module")
def following(split):
    return training.epochs(split)


@pytest.mark.parametrize("epoch", [0, 20, 200])
def test_epochs_show_the_network_after_so_many_updates(following, split, history, epoch):
    (_, simplex, curves), update = following
    said = numbers(update(epoch))
    columns = ["test_loss", "kl_divergence", "prediction_entropy"]
    columns += ["prediction_confidence", "test_accuracy"]
    assert said == pytest.approx([history[name][epoch] for name in columns], abs=5e-4)
    assert set(curves.axes[0].lines[-1].get_xdata()) == {epoch}
    travellers = np.vstack([p.get_xydata() for p in class_points(simplex.axes[0])[-3:]])
    if epoch == 200:
        truth = plots.simplex_places(bayes_posterior(split[2][:60]))
        np.testing.assert_allclose(travellers.mean(axis=0), truth.mean(axis=0), atol=0.02)


@pytest.fixture(scope="module")
def rates(split):
    return training.learning_rate(split)


@pytest.mark.parametrize("rate", [0.0005, 0.05, 1.0])
def test_learning_rate_retrains_and_shows_the_run(rates, split, rate):
    (losses, _), update = rates
    description = update(rate)
    run = train_and_track(*split, learning_rate=rate)
    assert f"train cross-entropy {run['train_loss'][-1]:.4g} nats" in description
    assert f"test {run['test_loss'][-1]:.4g} nats" in description
    drawn = lines(losses)["test"].get_xydata()
    np.testing.assert_array_equal(drawn[:, 1], run["test_loss"][drawn[:, 0].astype(int)])
    assert losses.axes[0].texts[-1].get_text() == ""


@pytest.mark.parametrize(("rate", "verdict"), [(5.0, "worse than untrained"), (1000.0, "overflow")])
def test_divergence_is_shown_as_what_it_is(rates, rate, verdict):
    (losses, _), update = rates
    description = update(rate)
    assert "diverged" in description
    assert verdict in losses.axes[0].texts[-1].get_text()
    drawn = lines(losses)["train"].get_ydata()
    assert np.nanmax(drawn) <= 10


@pytest.mark.parametrize("T", [0.1, 1.0, 10.0])
def test_temperature_moves_the_points_and_the_marker(trained, split, T):
    X, y = split[2:]
    (reliability, curves), update = calibration.temperature(trained, X, y, floor=0.2)
    said = numbers(update(T))
    row = temperature_analysis(trained, X, y, T)
    names = ["entropy", "cross_entropy", "calibration_error", "confidence", "accuracy"]
    assert said == pytest.approx([T, *(row[name][0] for name in names)], abs=5e-4)
    curve = reliability_curve(y, softmax(trained.logits(X) / T))
    filled = curve["count"] > 0
    points = lines(reliability)["accuracy"].get_xydata()
    np.testing.assert_array_equal(points[:, 1], curve["accuracy"][filled])
    written = [text.get_text() for text in reliability.axes[0].texts]
    assert [int(text) for text in written if text.isdigit()] == curve["count"][filled].tolist()
    dots = [line for line in curves.axes[0].lines if len(line.get_xdata()) == 1]
    assert [dot.get_ydata()[0] for dot in dots] == [row[name][0] for name in names[:3]]


@pytest.mark.parametrize("T", [0.1, 1.0, 10.0])
def test_decoding_shows_distribution_and_text_of_the_temperature(T):
    model = CharacterModel(PASSAGE)
    (bars, text), update = calibration.decoding(model, "the ", n_characters=60)
    description = update(T)
    probs = model.probs("the ", T)
    heights = [bar.get_height() for bar in bars.axes[0].patches]
    assert heights[0] == probs.max()
    assert sorted(heights, reverse=True) == pytest.approx(np.sort(probs)[::-1][:12])
    drawn = model.sample("the ", 60, T)
    assert description.endswith(drawn)
    shown = "".join(line.get_text() for line in text.axes[0].texts)
    assert "".join(shown.split()) == "".join(drawn.split())
