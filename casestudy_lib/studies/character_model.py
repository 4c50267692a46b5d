"""A character model small enough to estimate from a page, to decode with a temperature."""

import numpy as np
from numpy.typing import NDArray

from casestudy_lib.inputs import require_integer, require_positive, require_seed
from casestudy_lib.softmax import softmax

#: The text that the chapter's character model is estimated from.
PASSAGE = """\
a code gives short words to common things and long words to rare things. the sender and the \
receiver share the code before the first message. if the code fits the source, the mean length \
of a message is the entropy of the source, and no other code is shorter in the mean. if the code \
was made for another source, every message still arrives, but the messages are longer than they \
need to be. the extra length is the divergence of the source from the code. a model that predicts \
the next letter is a code for letters. when the model is sure and right, the letter is cheap. \
when the model is sure and wrong, the letter is dear. when the model is not sure, every letter \
costs about the same. to learn is to move the model towards the source, so that the messages \
become shorter. what is left when the model has reached the source is the entropy, and this is \
the part that no amount of training can remove. the temperature changes how sure the model \
sounds. a cold model says the most likely letter again and again. a warm model takes more risks, \
and a hot model says any letter at all. at a temperature of one the model speaks as often of a \
thing as it believes in the thing. """


class CharacterModel:
    """Next-character probabilities from the counts of what followed each context in a text.

    The longest context that the text holds decides; a new one falls back on its last characters.

    Attributes:
        symbols: the distinct characters of the text, sorted.
        order: length of the longest context.
    """

    def __init__(self, text: str, order: int = 3, *, smoothing: float = 0.002):
        """Count.

        Args:
            text: what to estimate from, longer than `order`.
            order: number of characters that the next one depends on, at least 1.
            smoothing: added to every count, so that no character is impossible.

        Raises:
            ValueError: the text is too short, the order below 1, the smoothing not positive.
        """
        self.order = require_integer(order, "order", minimum=1)
        if len(text) <= order:
            raise ValueError(f"text must be longer than the order {order}, got {len(text)}")
        self.symbols = sorted(set(text))
        self._smoothing = require_positive(smoothing, "smoothing")
        symbol_places = {symbol: i for i, symbol in enumerate(self.symbols)}
        self._counts: dict[str, NDArray] = {}
        for length in range(order + 1):
            for place in range(length, len(text)):
                context = text[place - length : place]
                counts = self._counts.setdefault(context, np.zeros(len(self.symbols)))
                counts[symbol_places[text[place]]] += 1

    def logits(self, context: str) -> NDArray:
        """Log of the smoothed counts of every symbol after `context`, shape (n_symbols,)."""
        context = context[max(0, len(context) - self.order) :]
        while context not in self._counts:
            context = context[1:]
        return np.log(self._counts[context] + self._smoothing)

    def probs(self, context: str, T: float = 1.0) -> NDArray:
        """Next-symbol distribution softmax(logits / T), shape (n_symbols,), for a positive T."""
        return softmax(self.logits(context) / require_positive(T, "T"))

    def sample(self, start: str, n_characters: int, T: float = 1.0, *, seed: int = 42) -> str:
        """Continue `start` by `n_characters` drawn one by one at temperature T, as in `probs`."""
        n_characters = require_integer(n_characters, "n_characters", minimum=0)
        rng = np.random.default_rng(require_seed(seed))
        text = start
        for _ in range(n_characters):
            text += self.symbols[rng.choice(len(self.symbols), p=self.probs(text, T))]
        return text
