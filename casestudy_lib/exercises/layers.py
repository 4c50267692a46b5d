"""Check of the information I(X;T) that a hidden layer keeps, estimated by binning, in nats."""

import numpy as np

from casestudy_lib.exercises.check import Check, Property
from casestudy_lib.exercises.mistakes import common_mistakes
from casestudy_lib.metrics import compute_entropy

# The further units are constant, so that the mean over units is not half of the right answer.
_TWO_CELLS = [[first, 0.9, 0.4] for first in (0.10, 0.12, 0.20, 0.30, 0.45)]
_LAYER = np.tanh(np.random.default_rng(0).normal(0.0, 1.0, (200, 3)))


def _entropy_of_cells(cells):
    """Entropy of the frequencies of rows that are alike."""
    counts = np.unique(cells, axis=0, return_counts=True)[1]
    return compute_entropy(counts[None] / len(cells))


def _information(hidden, width):
    """I(X;T) = H(T), since the cell ⌊t / width⌋ is a function of the row."""
    return _entropy_of_cells(np.floor(hidden / width))


def _unit_entropies(hidden, width):
    return np.array([_information(unit[:, None], width) for unit in hidden.T])


def _count_cells(hidden, width):
    return len(np.unique(np.floor(hidden / width), axis=0))


check_binned_information = Check(
    "check_binned_information",
    ("hidden", "bin_width"),
    _information,
    properties={
        "shared cells": Property(
            "three rows in one cell and two in another give the entropy of 3/5 and 2/5",
            (_TWO_CELLS, 0.25),
        ),
        "negative responses": Property(
            "a bin has one side of zero: −0.1 and 0.1 are told apart at any width",
            ([[-0.1], [0.1], [0.2]], 1.0),
        ),
        "units together": Property(
            "a cell is a place in the grid of all units, and units that say the same add nothing",
            ([[0.1, 0.1], [1.1, 1.1], [0.1, 0.1], [2.1, 2.1]], 1.0),
        ),
        "cells kept apart": Property(
            "two places in the grid are two cells, also where their bins have the same sum",
            ([[0.1, 2.1], [2.1, 0.1], [1.1, 1.1]], 1.0),
        ),
        "one cell": Property("rows that all share a cell tell nothing", ([[0.1], [0.2]], 1.0)),
        "fine bins": Property("a cell for each of n rows gives log n, the ceiling", (_LAYER, 1e-9)),
        "a tanh layer": Property("it is the entropy of the cells' frequencies", (_LAYER, 0.5)),
    },
    mistakes=common_mistakes(_information)
    | {
        "responses are cut off towards zero, which makes the bin around zero twice as wide. "
        "Round down: np.floor.": lambda h, width: _entropy_of_cells(np.trunc(h / width)),
        "responses are rounded to the nearest bin. Round down: np.floor.": (
            lambda h, width: _entropy_of_cells(np.round(h / width))
        ),
        "the entropies of single units are added up. Count the cells of all units together.": (
            lambda *given: _unit_entropies(*given).sum()
        ),
        "this is the mean entropy of single units. Count the cells of all units together.": (
            lambda *given: _unit_entropies(*given).mean()
        ),
        "these are the entropies of single units. Count the cells of all units together.": (
            _unit_entropies
        ),
        "the bins of all units are counted as if they were one unit's. A cell is a whole row of "
        "bins: np.unique(…, axis=0).": lambda h, width: _information(h.reshape(-1, 1), width),
        "different places in the grid share a number, the sum of their bins. A cell is a whole row "
        "of bins: np.unique(…, axis=0).": (
            lambda h, width: _entropy_of_cells(np.floor(h / width).sum(axis=1))
        ),
        "this is the logarithm of the number of cells in use. "
        "Weigh each cell by its share of the rows.": lambda *given: np.log(_count_cells(*given)),
        "this is the number of cells in use. Wanted is the entropy of their frequencies.": (
            _count_cells
        ),
        "this is log n, which is the ceiling. Rows that share a cell count together.": (
            lambda h, width: np.log(len(h))
        ),
        "this is a share of log n. Wanted are nats.": (
            lambda h, width: _information(h, width) / np.log(len(h))
        ),
    },
)
