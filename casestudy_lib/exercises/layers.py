"""Check of the information I(X;T) that a hidden layer keeps, estimated by binning, in nats."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property, Slip
from casestudy_lib.exercises.mistakes import slips_of_unit
from casestudy_lib.studies.layer_information import bin_responses
from casestudy_lib.studies.sampled_information import compute_discrete_entropy

# The further units are constant, so that the mean over units is not half of the right answer.
_TWO_CELLS = [[first, 0.9, 0.4] for first in (0.10, 0.12, 0.20, 0.30, 0.45)]
_LAYER = np.tanh(np.random.default_rng(0).normal(0.0, 1.0, (200, 3)))


def _information(hidden, bin_width):
    """I(X;T) = H(T), since the cell is a function of the row."""
    return compute_discrete_entropy(bin_responses(hidden, bin_width))


def _entropy_of_cells(cells):
    return compute_discrete_entropy(np.unique(cells, axis=0, return_inverse=True)[1].ravel())


def _unit_entropies(hidden, bin_width):
    return np.array([_information(unit[:, None], bin_width) for unit in hidden.T])


check_binned_information = Check(
    "check_binned_information",
    ("hidden", "bin_width"),
    _information,
    properties=(
        Property(
            "shared cells",
            "three rows in one cell and two in another give the entropy of 3/5 and 2/5",
            (_TWO_CELLS, 0.25),
        ),
        Property(
            "negative responses",
            "a bin has one side of zero: −0.1 and 0.1 are told apart at any width",
            ([[-0.1], [0.1], [0.2]], 1.0),
        ),
        Property(
            "units together",
            "a cell is a place in the grid of all units, and units that say the same add nothing",
            ([[0.1, 0.1], [1.1, 1.1], [0.1, 0.1], [2.1, 2.1]], 1.0),
        ),
        Property(
            "cells kept apart",
            "two places in the grid are two cells, also where their bins have the same sum",
            ([[0.1, 2.1], [2.1, 0.1], [1.1, 1.1]], 1.0),
        ),
        Property("one cell", "rows that all share a cell tell nothing", ([[0.1], [0.2]], 1.0)),
        Property("fine bins", "a cell for each of n rows gives log n, the ceiling", (_LAYER, 1e-9)),
        Property("a tanh layer", "it is the entropy of the cells' frequencies", (_LAYER, 0.5)),
    ),
    slips=(
        *slips_of_unit(_information),
        Slip(
            "responses are cut off towards zero, which makes the bin around zero twice as wide. "
            "Round down: np.floor.",
            lambda hidden, bin_width: _entropy_of_cells(np.trunc(hidden / bin_width)),
        ),
        Slip(
            "responses are rounded to the nearest bin. Round down: np.floor.",
            lambda hidden, bin_width: _entropy_of_cells(np.round(hidden / bin_width)),
        ),
        Slip(
            "the entropies of single units are added up. Count the cells of all units together.",
            lambda *given: _unit_entropies(*given).sum(),
        ),
        Slip(
            "this is the mean entropy of single units. Count the cells of all units together.",
            lambda *given: _unit_entropies(*given).mean(),
        ),
        Slip(
            "these are the entropies of single units. Count the cells of all units together.",
            _unit_entropies,
        ),
        Slip(
            "the bins of all units are counted as if they were one unit's. A cell is a whole row "
            "of bins: np.unique(…, axis=0).",
            lambda hidden, bin_width: _information(hidden.reshape(-1, 1), bin_width),
        ),
        Slip(
            "different places in the grid share a number, the sum of their bins. A cell is a "
            "whole row of bins: np.unique(…, axis=0).",
            lambda hidden, bin_width: _entropy_of_cells(np.floor(hidden / bin_width).sum(axis=1)),
        ),
        Slip(
            "this is the logarithm of the number of cells in use. Weigh each cell by its share of "
            "the rows.",
            lambda *given: np.log(bin_responses(*given).max() + 1),
        ),
        Slip(
            "this is the number of cells in use. Wanted is the entropy of their frequencies.",
            lambda *given: bin_responses(*given).max() + 1,
        ),
        Slip(
            "this is log n, which is the ceiling. Rows that share a cell count together.",
            lambda hidden, bin_width: np.log(len(hidden)),
        ),
        Slip(
            "this is a share of log n. Wanted are nats.",
            lambda hidden, bin_width: _information(hidden, bin_width) / np.log(len(hidden)),
        ),
    ),
)
