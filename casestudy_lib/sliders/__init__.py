"""Sliders that answer in the published page as well as in a running notebook."""

from casestudy_lib.sliders.explorer import Explorer
