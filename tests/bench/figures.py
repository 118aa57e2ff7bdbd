"""One measured figure: what was measured, its floor in the same run, and their ratio."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` = ``value`` / ``floor``; ``aim`` is what the ratio should not exceed."""

    ratio: float
    aim: float
    value: float
    floor: float
    unit: str

    def as_data(self) -> dict[str, float | str]:
        """The figure as the bench prints it."""
        return {
            "ratio": round(self.ratio, 3),
            "aim": self.aim,
            "value": round(self.value, 3),
            "floor": round(self.floor, 3),
            "unit": self.unit,
        }
