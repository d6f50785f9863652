"""Markets from arrays: what cannot be is refused with its row and column, and nothing can be changed afterwards."""

from dataclasses import replace

import numpy as np
import pytest

from padan_engine.errors import EngineInputError
from padan_engine.regions import distances_km, regions_from_codes, regions_from_points
from padan_engine.types import Graduates, Openings, Ragged, Regions, Weights
from tests.padan_engine.markets import small_market

NAN, INFINITE = float("nan"), float("inf")


def spoil(side, name, row, value):
    market = small_market(1, n_groups=2)
    table = getattr(getattr(market, side), name)
    changed = table.astype(np.float64 if isinstance(value, float) else np.int64)
    changed[row] = value
    return replace(market, **{side: replace(getattr(market, side), **{name: changed})})


@pytest.mark.parametrize(
    ("side", "name", "value", "column"),
    [
        ("openings", "seats", NAN, "seats"),
        ("openings", "seats", INFINITE, "seats"),
        ("openings", "seats", -1, "seats"),
        ("openings", "seats", 1.5, "seats"),
        ("openings", "seats", 1_000_001, "seats"),
        ("openings", "wage_idr", -1, "wage_idr"),
        ("openings", "wage_idr", 1 << 40, "wage_idr"),
        ("openings", "start_day", NAN, "starts_on"),
        ("openings", "region", 9, "region"),
        ("openings", "region", -1, "region"),
        ("graduates", "region", 9, "region"),
        ("graduates", "region", NAN, "region"),
        ("graduates", "reach", 5, "willing_regions"),
        ("graduates", "available_day", INFINITE, "available_on"),
        ("graduates", "lowest_wage_idr", NAN, "lowest_wage_idr"),
        ("graduates", "lowest_wage_idr", -1, "lowest_wage_idr"),
        ("graduates", "groups", -1, "groups"),
    ],
)
def test_an_impossible_number_is_named_by_row_and_column(side, name, value, column):
    with pytest.raises(EngineInputError) as refused:
        spoil(side, name, 4, value)
    assert (refused.value.row, refused.value.column) == (4, column)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("values", [np.array(["a"] * 25), np.array([None] * 25), np.zeros(24), np.zeros((25, 1))])
def test_text_gaps_and_wrong_shapes_are_no_wages(values):
    with pytest.raises(EngineInputError) as refused:
        replace(small_market(1).graduates, lowest_wage_idr=values)
    assert refused.value.column == "lowest_wage_idr"


@pytest.mark.parametrize(
    ("ids", "row"),
    [
        ([f"g{i % 20}" for i in range(25)], 20),
        (["", *(f"g{i}" for i in range(24))], 0),
        (["a\0", "a", *(f"g{i}" for i in range(23))], 1),
    ],
)
def test_ids_are_there_and_differ(ids, row):
    with pytest.raises(EngineInputError) as refused:
        replace(small_market(1).graduates, ids=np.array(ids))
    assert (refused.value.row, refused.value.column) == (row, "graduate_id")


def test_ids_are_text():
    with pytest.raises(EngineInputError, match="text"):
        replace(small_market(1).graduates, ids=np.arange(25))


@pytest.mark.parametrize(
    ("rows", "complaint", "row"),
    [
        ([[], [(0, 0)]], "level", 1),
        ([[], [(0, 10)]], "level", 1),
        ([[(1, 1)], [(0, 1), (0, 2)]], "twice", 1),
        ([[(-1, 1)]], "unknown unit", 0),
    ],
)
def test_skills_are_checked_by_row(rows, complaint, row):
    with pytest.raises(EngineInputError, match=complaint) as refused:
        Ragged.of(rows, "units")
    assert (refused.value.row, refused.value.column) == (row, "units")


@pytest.mark.parametrize("side", ["graduates", "openings"])
def test_a_unit_the_market_does_not_know_is_named(side):
    market = small_market(1)
    skills = "holds" if side == "graduates" else "requires"
    count = len(getattr(market, side))
    unknown = Ragged.of([[]] * (count - 1) + [[(6, 1)]])
    with pytest.raises(EngineInputError, match="unknown unit") as refused:
        replace(market, **{side: replace(getattr(market, side), **{skills: unknown})})
    assert refused.value.row == count - 1


@pytest.mark.parametrize("start", [[0, 2], [1, 1], [0, 1, 0], []])
def test_row_starts_that_do_not_fit_are_refused(start):
    with pytest.raises(EngineInputError, match="starts"):
        Ragged.build(np.array(start, dtype=np.int64), np.array([0]), np.array([1]), "units")


@pytest.mark.parametrize(
    "reserved", [{0: ((0, 99),)}, {0: ((0, 0),)}, {99: ((0, 1),)}, {-1: ((0, 1),)}, {1: ((7, 1),)}]
)
def test_seats_set_aside_must_be_there_for_somebody(reserved):
    market = small_market(1, n_groups=2, seats_high=9)
    with pytest.raises(EngineInputError, match="reserved"):
        replace(market, openings=replace(market.openings, seats=np.full(10, 5), reserved=reserved))


@pytest.mark.parametrize(
    "weights", [(20, 20, 20, 20, 21), (100, 0, 0, 0), (120, -20, 0, 0, 0), (50.0, 50, 0, 0, 0), (True, 99, 0, 0, 0)]
)
def test_weights_are_whole_and_add_up_to_100(weights):
    with pytest.raises(EngineInputError, match="100"):
        Weights(graduate=weights)


@pytest.mark.parametrize("options", [{"seed": -1}, {"seed": 1 << 63}, {"first_language": 9}, {"groups": ("g",) * 63}])
def test_the_frame_of_a_market_is_checked(options):
    with pytest.raises(EngineInputError):
        replace(small_market(1), **options)


@pytest.mark.parametrize(
    ("latitude", "longitude", "column", "row"), [([0, NAN], [0, 0], "lat", 1), ([0, 0], [181, 0], "lon", 0)]
)
def test_a_point_that_is_not_on_earth_is_named(latitude, longitude, column, row):
    with pytest.raises(EngineInputError) as refused:
        regions_from_points(["32.01", "32.73"], latitude, longitude)
    assert (refused.value.row, refused.value.column) == (row, column)


def test_regions_are_few_enough_and_differ():
    with pytest.raises(EngineInputError, match="most"):
        regions_from_codes([str(i) for i in range(10_001)])
    with pytest.raises(EngineInputError, match="twice"):
        regions_from_codes(["32.73", "32.73"])
    with pytest.raises(EngineInputError, match="place"):
        Regions(("a",), np.zeros(1, dtype=np.int32), np.full((1, 1), 1001))


def test_distances_are_those_of_the_globe():
    # Jakarta (-6.2, 106.816667) to Surabaya (-7.25, 112.75): 665 km by great circle
    assert abs(int(distances_km([-6.2, -7.25], [106.816667, 112.75])[0, 1]) - 665) <= 2
    assert distances_km([0, 0], [0, 180])[0, 1] == round(np.pi * 6371.0088)


def test_nothing_can_be_changed_afterwards():
    market = small_market(1)
    for side in (market.graduates, market.openings):
        with pytest.raises(ValueError, match="read-only"):
            side.region[0] = 1
        with pytest.raises(AttributeError):
            side.region = None
    assert isinstance(market.graduates, Graduates)
    assert isinstance(market.openings, Openings)
