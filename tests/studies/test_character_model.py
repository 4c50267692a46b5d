"""The character model counts what it read, and the temperature does what it does elsewhere."""

import numpy as np
import pytest

from casestudy_lib import compute_entropy
from casestudy_lib.studies.character_model import PASSAGE, CharacterModel


def test_probabilities_are_the_smoothed_frequencies_of_what_followed():
    model = CharacterModel("abacab", order=1, smoothing=0.5)
    assert model.symbols == ["a", "b", "c"]
    # After "a" came b, c, b.
    np.testing.assert_allclose(model.probs("a"), np.array([0.5, 2.5, 1.5]) / 4.5)
    followers = [model.sample("a", 1, seed=seed)[1] for seed in range(2000)]
    frequencies = [followers.count(symbol) / 2000 for symbol in model.symbols]
    np.testing.assert_allclose(frequencies, model.probs("a"), atol=0.045)


@pytest.mark.parametrize(
    ("text", "order", "context", "used"),
    [("abacab", 2, "cb", "b"), ("abacab", 2, "zz", ""), (PASSAGE, 3, "whatever the ", "he ")],
)
def test_the_last_characters_that_the_text_holds_decide(text, order, context, used):
    model = CharacterModel(text, order)
    np.testing.assert_array_equal(model.probs(context), model.probs(used))


def test_temperature_orders_the_entropies_and_keeps_the_favourite():
    rows = [CharacterModel(PASSAGE).probs("the ", T) for T in (0.1, 0.5, 1.0, 3.0, 30.0)]
    entropies = [compute_entropy(row[None]) for row in rows]
    assert entropies == sorted(entropies)
    assert len({row.argmax() for row in rows}) == 1


def test_same_seed_draws_the_same_text_and_it_begins_with_the_start():
    model = CharacterModel(PASSAGE)
    text = model.sample("the ", 30, seed=1)
    assert text == model.sample("the ", 30, seed=1)
    assert text != model.sample("the ", 30, seed=2)
    assert text.startswith("the ")
    assert len(text) == 34


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: CharacterModel("ab", 2), "text must be longer than the order 2, got 2"),
        (lambda: CharacterModel("abc", 0), "order must be an integer of at least 1"),
        (
            lambda: CharacterModel("abc", 1, smoothing=0),
            "smoothing must be a finite number greater",
        ),
        (
            lambda: CharacterModel("abc", 1).probs("a", 0),
            "T must be a finite number greater than 0",
        ),
        (lambda: CharacterModel("abc", 1).sample("a", -1), "n_characters must be an integer of at"),
    ],
)
def test_bad_input_says_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
