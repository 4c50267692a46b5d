"""Lighthouse on every page of the built book, on a desktop and on a phone: ``make audit``."""
