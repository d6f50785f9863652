import pytest
from factories.reference import RegionFactory

from padan.reference.zones import zone_of


@pytest.mark.parametrize(
    ("province", "zone"),
    [
        ("11", "WIB"),
        ("32", "WIB"),
        ("61", "WIB"),
        ("63", "WITA"),
        ("51", "WITA"),
        ("73", "WITA"),
        ("81", "WIT"),
        ("97", "WIT"),
    ],
)
def test_a_place_lies_in_one_of_three_zones(province, zone):
    assert zone_of(RegionFactory.build(code=f"{province}.01"))[0] == zone


def test_a_body_without_region_is_told_the_time_of_jakarta():
    assert zone_of(None)[0] == "WIB"
