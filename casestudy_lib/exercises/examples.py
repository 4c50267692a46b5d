"""Distributions over three and five outcomes on which the measures are tried."""

THIRDS = [1 / 3, 1 / 3, 1 / 3]
SUN, RAIN = [0.5, 0.25, 0.25], [0.2, 0.2, 0.6]
CERTAIN, OTHER, LAST = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
FIVE = [[0.1, 0.15, 0.2, 0.25, 0.3], [0.6, 0.1, 0.1, 0.1, 0.1]]
