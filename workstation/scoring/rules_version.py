"""The version of the rules in this package: raised with every change after which some result may differ."""

from __future__ import annotations

RULES = 1
"""A signature keeps it, so that a later program can say that it scores by other rules than those signed under."""
