"""Units: every usual spelling is known, conversion is exact, and the reported unit is never guessed."""

from decimal import Decimal

import pytest

from workstation.definition.form import Item, ItemType, UnitConversion
from workstation.forms.units import conversion, convert, plain, revert
from workstation.messages import Text

LABEL = Text("x", "x")
COUNT = Item(
    "wbc",
    LABEL,
    ItemType.NUMBER,
    unit="10^9/L",
    units=(UnitConversion("/uL", multiply=Decimal("0.001")), UnitConversion("G/L")),
)
HB = Item(
    "hb",
    LABEL,
    ItemType.NUMBER,
    unit="g/L",
    units=(UnitConversion("g/dL", multiply=Decimal(10)), UnitConversion("mmol/L", divide=Decimal("0.06206"))),
)
TEMPERATURE = Item(
    "t",
    LABEL,
    ItemType.NUMBER,
    unit="degC",
    units=(UnitConversion("degF", subtract=Decimal(32), divide=Decimal("1.8")),),
)


@pytest.mark.parametrize(
    "spelling", ["10^9/L", "×10⁹/L", "x10^9/L", "10*9/L", "10⁹/L", "10e9/L", "× 10⁹/L", "*10^9/L"]
)
def test_all_usual_spellings_of_a_count_are_one_unit(spelling: str) -> None:
    assert plain(spelling) == "10^9/L"
    assert conversion(COUNT, spelling) is not None


@pytest.mark.parametrize("spelling", ["µmol/L", "μmol/L", "umol/L"])
def test_both_micro_signs_are_the_same(spelling: str) -> None:
    assert plain(spelling) == "umol/L"


def test_giga_per_litre_is_a_count_but_grams_per_litre_is_not() -> None:
    by = conversion(COUNT, "G/L")
    assert by is not None
    assert convert(Decimal("3.4"), by) == Decimal("3.4")
    assert conversion(HB, "g/L") is not None
    assert conversion(HB, "10^9/L") is None


def test_capitals_are_forgiven_where_only_one_unit_can_be_meant() -> None:
    by = conversion(HB, "G/DL")
    assert by is not None
    assert by.unit == "g/dL"


@pytest.mark.parametrize(
    ("item", "value", "unit", "expected"),
    [
        (HB, "9.2", "g/dL", "92.0"),
        (COUNT, "3400", "/uL", "3.400"),
        (TEMPERATURE, "98.6", "degF", "37.0"),
        (TEMPERATURE, "100.4", "degF", "38.0"),
    ],
)
def test_conversion_is_exact(item: Item, value: str, unit: str, expected: str) -> None:
    by = conversion(item, unit)
    assert by is not None
    assert convert(Decimal(value), by) == Decimal(expected)
    assert revert(convert(Decimal(value), by), by) == Decimal(value)


def test_an_unknown_unit_is_not_guessed() -> None:
    assert conversion(HB, "mg/dL") is None
