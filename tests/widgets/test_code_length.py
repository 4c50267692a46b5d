"""The slider of the wrong code."""

import numpy as np
import pytest

from casestudy_lib import compute_cross_entropy, compute_entropy, compute_kl_divergence
from casestudy_lib.widgets import explore_code_length
from tests.widgets.showing import numbers, shown


@pytest.mark.parametrize("q", [0.001, 0.3, 0.9])
def test_explore_code_length_stacks_kl_on_the_entropy(q):
    explorer = explore_code_length(0.3)
    coin, model = np.array([[0.3, 0.7]]), np.array([[q, 1 - q]])
    entropy, kl = compute_entropy(coin), compute_kl_divergence(coin, model)
    total = compute_cross_entropy(coin, model)
    expected = [q, 0.3, entropy, kl, total]
    assert numbers(explorer.update(q)) == pytest.approx(expected, abs=5e-4)
    part = shown(explorer, 0, "KL")
    assert part.get_y() == pytest.approx(entropy)
    assert part.get_height() == pytest.approx(kl, abs=1e-12)
    assert numbers(shown(explorer, 0, "total").get_text()) == pytest.approx([total], abs=5e-4)
    np.testing.assert_allclose(shown(explorer, 1, "here").get_xydata(), [[q, total]])
    curve = shown(explorer, 1, "cross-entropy H(p,q)").get_xydata()
    assert np.interp(q, *curve.T) == pytest.approx(total, abs=0.01)
