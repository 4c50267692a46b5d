"""The network that trains in the page."""

from casestudy_lib.playground.page import Playground, playground
