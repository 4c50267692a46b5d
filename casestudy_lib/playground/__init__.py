"""The network that trains in the page."""

from casestudy_lib.playground.playground import Playground, playground
