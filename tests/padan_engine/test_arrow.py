"""Markets from tables in memory: the same market as from the files, and every fault named."""

import datetime
import decimal

import numpy as np
import pytest

from padan_engine.clear import stable
from padan_engine.generate import example_market
from padan_engine.tables import MarketFileError, from_arrow, read_market
from padan_engine.writing import write_market
from tests.padan_engine.markets import small_market
from tests.padan_engine.test_files import same

pa = pytest.importorskip("pyarrow", reason="Arrow needs padan[parquet]")
csv = pytest.importorskip("pyarrow.csv")
parquet = pytest.importorskip("pyarrow.parquet")

GRADUATE = {
    "graduate_id": ["g1"],
    "units": [["A:2", "B"]],
    "region": ["32.73"],
    "willing_regions": [["32"]],
    "available_on": [datetime.date(2026, 1, 5)],
    "lowest_wage_idr": [3_000_000],
    "languages": [None],
    "groups": ["disability"],
}
OPENING = {
    "opening_id": ["o1"],
    "required_units": ["A:1"],
    "seats": [2],
    "region": ["32.01"],
    "wage_idr": [4_000_000],
    "starts_on": [datetime.datetime(2026, 2, 1)],  # noqa: DTZ001 (frames keep days like this)
}


def table(columns, **changed):
    return pa.table(columns | changed)


@pytest.mark.parametrize("n_groups", [0, 2])
def test_tables_in_memory_are_the_market_of_the_files(tmp_path, n_groups):
    write_market(small_market(3, n=60, n_groups=n_groups, points=False), tmp_path, ".parquet")
    files = tmp_path / "graduates.parquet", tmp_path / "openings.parquet"
    one, two = read_market(*files, seed=4), from_arrow(*map(parquet.read_table, files), seed=4)
    same(one, two)
    assert np.array_equal(stable(one).column, stable(two).column)


def test_regions_come_from_a_table_too():
    regions = pa.table({"code": ["32.73", "32.01"], "lat": [-6.9, -6.6], "lon": [107.6, 106.8]})
    market = from_arrow(table(GRADUATE), table(OPENING), regions=regions)
    assert market.regions.codes == ("32.73", "32.01")
    assert 880 < market.regions.place[0, 1] < 910  # some hundred kilometres


def test_lists_days_and_whole_floats_are_read_as_meant():
    market = from_arrow(table(GRADUATE, lowest_wage_idr=[3_000_000.0]), table(OPENING, seats=[decimal.Decimal("2.00")]))
    assert market.graduates.holds.row(0) == [(0, 2), (1, 1)]
    assert market.graduates.reaches[0].tolist() == [0, 1]
    assert market.graduates.lowest_wage_idr.tolist() == [3_000_000]
    assert market.openings.seats.tolist() == [2]
    assert int(market.openings.start_day[0]) - int(market.graduates.available_day[0]) == 27
    assert stable(market).column.tolist() == [0]


class Frame:
    """A data frame of another library, which only hands out Arrow data."""

    def __init__(self, data):
        self.data = data

    def __arrow_c_stream__(self, requested_schema=None):
        return self.data.__arrow_c_stream__(requested_schema)


def test_anything_that_hands_out_arrow_data_is_taken_in_chunks(tmp_path):
    market = example_market(3_000, 200, seed=6)
    write_market(market, tmp_path)
    graduates, openings = (csv.read_csv(tmp_path / f"{name}.csv") for name in ("graduates", "openings"))
    pieces = pa.concat_tables([graduates.slice(0, 1_000), graduates.slice(1_000)])
    found = from_arrow(Frame(pieces), Frame(openings), seed=6)
    assert found.graduates.ids.tolist() == market.graduates.ids.tolist()
    same(found, read_market(tmp_path / "graduates.csv", tmp_path / "openings.csv", seed=6))


@pytest.mark.parametrize(
    ("graduate", "opening", "name", "row", "column", "reason"),
    [
        ({"lowest_wage_idr": [float("nan")]}, {}, "graduates", 2, "lowest_wage_idr", "bukan bilangan bulat"),
        ({"lowest_wage_idr": [float("inf")]}, {}, "graduates", 2, "lowest_wage_idr", "bukan bilangan bulat"),
        ({"available_on": [None]}, {}, "graduates", 2, "available_on", "bukan tanggal"),
        ({"available_on": [datetime.datetime(2026, 1, 5, 9)]}, {}, "graduates", 2, "available_on", "bukan tanggal"),  # noqa: DTZ001
        ({"graduate_id": [None]}, {}, "graduates", 2, "graduate_id", "kosong"),
        ({"units": [["A:x"]]}, {}, "graduates", 2, "units", "bukan KODE"),
        ({"units": [[None]]}, {"seats": [-1]}, "openings", 2, "seats", "di luar"),
        ({}, {"seats": [2.5]}, "openings", 2, "seats", "bukan bilangan bulat"),
        ({}, {"seats": ["dua"]}, "openings", 2, "seats", "bukan bilangan bulat"),
        ({}, {"seats": [True]}, "openings", 2, "seats", "bukan bilangan bulat"),
        ({}, {"seats": [None]}, "openings", 2, "seats", "kosong"),
    ],
)
def test_every_fault_is_named_by_table_row_and_column(graduate, opening, name, row, column, reason):
    with pytest.raises(MarketFileError) as refused:
        from_arrow(table(GRADUATE, **graduate), table(OPENING, **opening))
    fault = refused.value.faults[0]
    assert (fault.file, fault.row, fault.column) == (name, row, column)
    assert reason in fault.reason


def test_a_missing_column_and_something_else_are_refused():
    with pytest.raises(MarketFileError, match="openings, baris 1, kolom seats: kolom ini tidak ada"):
        from_arrow(table(GRADUATE), table(OPENING).drop_columns("seats"))
    with pytest.raises(MarketFileError, match="bukan tabel Arrow"):
        from_arrow([1, 2], table(OPENING))


def test_the_tables_are_not_changed():
    graduates, openings = table(GRADUATE), table(OPENING)
    from_arrow(graduates, openings)
    assert graduates.equals(table(GRADUATE))
    assert openings.equals(table(OPENING))
