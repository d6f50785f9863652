"""Market files: what is written is read back, and every fault is named by file, row and column."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from padan.cli.match import match, progress
from padan_engine.auction import placements
from padan_engine.errors import EngineInputError
from padan_engine.examine import examine
from padan_engine.generate import example_market
from padan_engine.run import Order, clear_market
from padan_engine.tables import MarketFileError, read_market
from padan_engine.writing import write_market, write_table
from tests.padan_engine.markets import small_market

GRADUATES = "graduate_id,units,region,willing_regions,available_on,lowest_wage_idr,languages,groups\n"
OPENINGS = "opening_id,required_units,welcome_units,seats,region,wage_idr,starts_on,languages,reserved\n"
AMI = "g1,A:2;B,32.73,32,2026-01-05,3000000,JLPT:N5,disability\n"
WELD = "o1,A:1,B,2,32.01,4000000,2026-02-01,,disability:1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "graduates.csv").write_text(GRADUATES + AMI)
    (tmp_path / "openings.csv").write_text(OPENINGS + WELD)
    return tmp_path


def read(folder, suffix=".csv"):
    return read_market(folder / f"graduates{suffix}", folder / f"openings{suffix}")


def run(*arguments):
    return CliRunner().invoke(match, [str(argument) for argument in arguments])


def same(one, two):
    assert one.skills == two.skills
    for side in ("graduates", "openings"):
        for name in ("ids", "region", "lowest_wage_idr", "available_day", "groups", "seats", "wage_idr", "start_day"):
            if hasattr(getattr(one, side), name):
                assert np.array_equal(getattr(getattr(one, side), name), getattr(getattr(two, side), name)), name
    assert one.openings.reserved == two.openings.reserved


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_what_is_written_is_read_back(tmp_path, suffix):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs padan[parquet]")
    market = small_market(3, n_groups=2, points=False)
    write_market(market, tmp_path, suffix)
    again = read(tmp_path, suffix)
    write_market(again, tmp_path, suffix)
    same(again, read(tmp_path, suffix))
    here, there = clear_market(market, Order()), clear_market(again, Order())
    known = set(again.regions.codes)
    if known == set(market.regions.codes):
        assert np.array_equal(here.proof.feasible, there.proof.feasible)
    assert here.matching.placed > 5


def test_one_row_is_read_as_documented(folder):
    market = read(folder)
    assert market.skills == ("A", "B", "JLPT")
    assert market.graduates.holds.row(0) == [(0, 2), (1, 1), (2, 1)]
    assert market.regions.codes == ("32.01", "32.73")
    assert market.graduates.reaches[0].tolist() == [0, 1]
    assert int(market.graduates.available_day[0]) == (np.datetime64("2026-01-05") - np.datetime64("1970-01-01")).astype(
        int
    )
    assert (market.groups, market.openings.reserved) == (("disability",), {0: ((0, 1),)})


FAULTS = [
    ("graduates", AMI.replace("3000000", "nan"), 2, "lowest_wage_idr", "bukan bilangan bulat"),
    ("graduates", AMI.replace("3000000", "tiga juta"), 2, "lowest_wage_idr", "bukan bilangan bulat"),
    ("graduates", AMI.replace("3000000", "-5"), 2, "lowest_wage_idr", "di luar"),
    ("graduates", AMI.replace("2026-01-05", "05/01/2026"), 2, "available_on", "bukan tanggal"),
    ("graduates", AMI.replace("A:2", "A:x"), 2, "units", "bukan KODE"),
    ("graduates", AMI.replace("A:2", "A:10"), 2, "units", "bukan KODE"),
    ("graduates", AMI.replace("A:2;B", "A:2;A:1"), 2, "units", "dua kali"),
    ("graduates", AMI.replace("JLPT:N5", "JLPT:N9"), 2, "languages", "N5..N1"),
    ("graduates", AMI + AMI, 3, "graduate_id", "sudah dipakai"),
    ("graduates", AMI.replace("g1", ""), 2, "graduate_id", "kosong"),
    ("graduates", AMI.replace("32.73", ""), 2, "region", "kosong"),
    ("openings", WELD.replace(",2,", ",-2,"), 2, "seats", "di luar"),
    ("openings", WELD.replace(",2,", ",2.5,"), 2, "seats", "bukan bilangan bulat"),
    ("openings", WELD.replace(",2,", ",NaN,"), 2, "seats", "bukan bilangan bulat"),
    ("openings", WELD + WELD, 3, "opening_id", "sudah dipakai"),
    ("openings", WELD.replace("disability:1", "disability:3"), 2, "reserved", "melebihi 2 kursi"),
    ("openings", "o1,A\n", 2, "-", "sel, seharusnya"),
    ("openings", "\n" + WELD, 2, "-", "baris kosong"),
    ("openings", WELD.replace(",2,", ",1000001,"), 2, "seats", "di luar"),
    ("openings", WELD.replace(",2,", ",dua,"), 2, "seats", "bukan bilangan bulat"),
    ("openings", WELD.replace(",2,", ",,"), 2, "seats", "kosong"),
    ("openings", WELD.replace("4000000", "inf"), 2, "wage_idr", "bukan bilangan bulat"),
    ("openings", WELD.replace("disability:1", "disability"), 2, "reserved", "kosong"),
    ("openings", WELD.replace("disability:1", "disability:0"), 2, "reserved", "di luar"),
    (
        "openings",
        WELD.replace("2,32.01", "20,32.01").replace("disability:1", ";".join(f"g{i}:1" for i in range(9))),
        2,
        "reserved",
        "lebih dari 8 kelompok",
    ),
    ("openings", WELD.replace("A:1", ";".join(f"U{i}" for i in range(256))), 2, "required_units", "lebih dari 255"),
    (
        "openings",
        WELD.replace("A:1,B", ";".join(f"U{i}" for i in range(255)) + ",").replace(",,disab", ",EN:B1,disab"),
        2,
        "required_units",
        "lebih dari 255",
    ),
    ("graduates", AMI.replace("g1", "g\0"), 2, "graduate_id", "NUL"),
    ("graduates", AMI.replace("g1", '"g1'), 2, "-", "CSV rusak"),
    ("graduates", AMI.replace("disability", ";".join(f"g{i}" for i in range(63))), 2, "groups", "lebih dari 62"),
    ("graduates", AMI.replace("2026-01-05", "2026-02-30"), 2, "available_on", "bukan tanggal"),
]


@pytest.mark.parametrize(("file", "text", "row", "column", "reason"), FAULTS)
def test_every_fault_is_named(folder, file, text, row, column, reason):
    (folder / f"{file}.csv").write_text((GRADUATES if file == "graduates" else OPENINGS) + text)
    with pytest.raises(MarketFileError) as refused:
        read(folder)
    fault = refused.value.faults[0]
    assert (fault.file, fault.row, fault.column) == (f"{file}.csv", row, column)
    assert reason in fault.reason
    files = folder / "graduates.csv", folder / "openings.csv"
    result = run(*files, "--out", folder / "out")
    assert result.exit_code == 2
    assert f"baris {row}, kolom {column}" in result.output
    assert len(result.output) < 1_000
    told = run(*files, "--out", folder / "out", "--json")
    assert told.exit_code == 2
    first = json.loads(told.output)["faults"][0]
    assert (first["file"], first["row"], first["column"]) == (f"{file}.csv", row, column)
    assert not (folder / "out").exists()


def test_a_million_bad_rows_are_counted_in_little_memory_and_not_kept(folder):
    rows = "".join(f"g{i},A,{i},,2026-01-05,abc,,\n" for i in range(1_000_000))
    (folder / "graduates.csv").write_text(GRADUATES + rows)
    code = """
import re, sys
from padan.cli.match import match, progress
try:
    match(sys.argv[1:], standalone_mode=False)
except SystemExit as done:
    print(done.code, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""
    arguments = [str(folder / name) for name in ("graduates.csv", "openings.csv")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--out", str(folder / "out"), "--json"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        timeout=120,
    )
    told, measured = done.stdout.splitlines()
    told, (exit_code, megabytes) = json.loads(told), map(int, measured.split())
    assert (exit_code, told["count"], len(told["faults"])) == (2, 1_990_001, 100)  # wages, and regions after 10,000
    assert len(done.stdout) < 30_000
    assert megabytes < 700
    assert not (folder / "out").exists()


def test_many_bad_rows_are_told_by_the_first_ten(folder):
    (folder / "graduates.csv").write_text(GRADUATES + "".join(AMI.replace("g1", "") for _ in range(60_000)))
    result = run(folder / "graduates.csv", folder / "openings.csv", "--out", folder / "out")
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 12
    assert "59990 masalah lain" in result.output


def test_a_huge_cell_and_a_huge_line_do_not_flood_the_screen(folder):
    files = folder / "graduates.csv", folder / "openings.csv"
    for text in ("x" * 100_000, "x" * 200_000, "x" * 3_000_000):
        (folder / "graduates.csv").write_text(GRADUATES + AMI.replace("3000000", text))
        result = run(*files, "--out", folder / "out")
        assert result.exit_code == 2
        assert "graduates.csv, baris 2" in result.output
        assert len(result.output) < 1_000


def test_too_many_regions_are_refused_before_a_table_of_distances_is_made(folder):
    rows = "".join(f"g{i},A,{i},,2026-01-05,0,,\n" for i in range(10_002))
    (folder / "graduates.csv").write_text(GRADUATES + rows)
    with pytest.raises(MarketFileError, match="lebih dari 10000 wilayah"):
        read(folder)


def test_lists_that_would_not_fit_in_memory_are_refused(tmp_path):
    run("--example", 9_000, 9_000, "--out", tmp_path)
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    for number, code in ((9_000 * 28 * 100, 0), (9_000 * 28 * 99, 2)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "sysconf", lambda name, number=number: {"SC_PAGE_SIZE": 5}.get(name, number // 4))
            result = run(*files, "--out", tmp_path / "out", "--k", 100, "--no-compare")
        assert result.exit_code == code, result.output
    assert "--k 100 perlu" in result.output


def test_empty_lines_at_the_end_are_no_rows(folder):
    (folder / "graduates.csv").write_text(GRADUATES + AMI + "\n\n")
    assert len(read(folder).graduates) == 1


def test_semicolons_between_columns_are_named(folder):
    (folder / "graduates.csv").write_text((GRADUATES + AMI).replace(",", ";"))
    result = run(folder / "graduates.csv", folder / "openings.csv", "--out", folder / "out")
    assert "pisahkan kolom dengan koma" in result.output


def test_a_column_named_twice_is_refused(folder):
    (folder / "graduates.csv").write_text(GRADUATES.replace("languages", "region") + AMI)
    with pytest.raises(MarketFileError, match="ada dua kali"):
        read(folder)


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("code,lat,lon\n32.73,nan,107\n", 2, "lat"),
        ("code,lat,lon\n32.73,-6,107\n32.01,91,107\n", 3, "lat"),
        ("code,lat,lon\n32.73,x,107\n", 2, "lat, lon"),
        ("code,lat,lon\n32.73,1,1\n32.73,1,1\n", 3, "region"),
        ("code,lat,lon\n,1,1\n", 2, "code"),
        ("code,lat,lon\n32.73,1,1\n", 2, "region"),
    ],
)
def test_bad_points_of_regions_are_named(folder, text, row, column):
    (folder / "r.csv").write_text(text)
    files = folder / "graduates.csv", folder / "openings.csv"
    result = run(*files, "--out", folder / "out", "--regions", folder / "r.csv")
    assert result.exit_code == 2
    assert f"baris {row}, kolom {column}" in result.output


def test_an_opening_nobody_may_fill_and_more_seats_than_people_are_no_errors(folder):
    (folder / "openings.csv").write_text(
        OPENINGS + WELD.replace(",2,", ",1000000,") + WELD.replace("o1", "o2").replace("A:1", "A:9")
    )
    out = folder / "out"
    result = run(folder / "graduates.csv", folder / "openings.csv", "--out", out, "--prove")
    assert result.exit_code == 0
    assert "1 lowongan tidak dapat diisi siapa pun: o2." in result.output
    assert (out / "matches.csv").read_text().splitlines()[1].startswith("g1,o1,")


@pytest.mark.parametrize("emptied", ["graduates", "openings", "both"])
@pytest.mark.parametrize("options", [(), ("--side", "openings"), ("--objective", "placements"), ("--band", "9")])
def test_an_empty_side_is_an_answer_of_nobody(folder, emptied, options):
    for name, header in (("graduates", GRADUATES), ("openings", OPENINGS)):
        if emptied in (name, "both"):
            (folder / f"{name}.csv").write_text(header)
    files = folder / "graduates.csv", folder / "openings.csv"
    result = run(*files, "--out", folder / "out", "--prove", *options)
    assert result.exit_code == 0, result.output
    proof = json.loads((folder / "out" / "proof.json").read_text())
    assert (proof["placed"], proof["blocking_pairs"], proof["seats_overfilled"]) == (0, 0, 0)
    assert run(*files, "--examine", folder / "out" / "matches.csv").exit_code == 0


def test_a_missing_column_a_wrong_encoding_and_a_missing_file(folder):
    path = folder / "graduates.csv"
    path.write_text("graduate_id,units\ng1,A\n")
    with pytest.raises(MarketFileError, match="kolom region"):
        read(folder)
    path.write_bytes((GRADUATES + AMI.replace("g1", "Añi")).encode("cp1252"))
    with pytest.raises(MarketFileError, match="UTF-8"):
        read(folder)
    for wrong in (path, folder, folder / "openings.csv" / "x"):
        if wrong == path:
            path.unlink()
        result = run(wrong, folder / "openings.csv", "--out", folder / "out")
        assert result.exit_code == 2
        assert "Traceback" not in result.output


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", b"a,b"])
def test_a_broken_parquet_file_is_named(folder, content):
    pytest.importorskip("pyarrow", reason="Parquet needs padan[parquet]")
    (folder / "g.parquet").write_bytes(content)
    result = run(folder / "g.parquet", folder / "openings.csv", "--out", folder / "out")
    assert result.exit_code == 2
    assert "g.parquet, baris 1" in result.output


def test_an_empty_file_and_an_empty_side(folder):
    (folder / "graduates.csv").write_text("")
    assert run(folder / "graduates.csv", folder / "openings.csv", "--out", folder / "out").exit_code == 2
    (folder / "graduates.csv").write_text(GRADUATES)
    result = run(folder / "graduates.csv", folder / "openings.csv", "--out", folder / "out", "--prove")
    assert result.exit_code == 0, result.output
    assert json.loads((folder / "out" / "proof.json").read_text())["placed"] == 0


def test_a_unit_nobody_holds_and_an_opening_nobody_may_fill_are_reported(folder):
    (folder / "openings.csv").write_text(OPENINGS + WELD.replace("A:1", "A:1;XYZ"))
    result = run(folder / "graduates.csv", folder / "openings.csv", "--out", folder / "out", "--json")
    facts = json.loads(result.output)["market"]
    assert facts["openings_nobody_may_fill"] == {"count": 1, "opening_id": ["o1"]}
    assert facts["units_nobody_holds"]["first"] == [{"row": 2, "column": "required_units", "unit": "XYZ"}]


@pytest.mark.parametrize("objective", ["stable", "placements"])
def test_an_example_is_matched_proven_and_examined(tmp_path, objective):
    assert run("--example", 1_500, 120, "--out", tmp_path, "--seed", 3).exit_code == 0
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    out = tmp_path / "out"
    result = run(*files, "--out", out, "--objective", objective, "--prove", "--seed", 5, "--k", 7)
    assert result.exit_code == 0, result.output
    proof = json.loads((out / "proof.json").read_text())
    assert (proof["seats_overfilled"], proof["infeasible_pairs"]) == (0, 0)
    assert (proof["blocking_pairs"] == 0) == (objective == "stable")
    assert proof["proven"] is True
    if objective == "placements":
        assert 0 <= proof["duality_gap"] < 0.001
    matches = (out / "matches.csv").read_text().splitlines()
    assert matches[0] == "graduate_id,opening_id,score,rank"
    unmatched = (out / "unmatched.csv").read_text().splitlines()
    assert unmatched[0] == "graduate_id,reason"
    assert len(matches) - 1 == proof["placed"]
    assert len(matches) + len(unmatched) - 2 == 1_500
    shortlists = (out / "shortlists.csv").read_text().splitlines()
    assert shortlists[0] == "list_of,graduate_id,opening_id,score,rank"
    refusals = (out / "refusals.csv").read_text().splitlines()
    assert refusals[0] == "graduate_id,opening_id,score,opening_score,last_taken,short_by"
    report = json.loads((out / "report.json").read_text())
    kept = {line.split(",")[0] for line in unmatched if line.endswith(",all_full")}
    assert {line.split(",")[0] for line in refusals[1:]} == kept
    assert report["losses"]["graduates"] == sum(report["losses"]["nearest"].values()) == len(kept)
    text = (out / "report.txt").read_text()
    assert text.rstrip() in result.output
    for title in ("Yang tidak ditempatkan", "Dua tujuan berdampingan", "Kelompok", "Nilai seri", "Satu kursi lagi"):
        assert f"\n{title}\n- " in text
    assert "Artinya: tidak ada lulusan dan lowongan yang sama-sama lebih suka" in text
    assert f"Terbukti: {proof['placed']} ditempatkan" in text
    assert {each["objective"] for each in report["side_by_side"]} == {"stable", "placements"}

    examined = run(*files, "--examine", out / "matches.csv", "--objective", objective, "--json")
    assert examined.exit_code == 0
    again = json.loads(examined.output)
    assert {name: again[name] for name in proof if name != "lottery_commitment"} == {
        name: proof[name] for name in proof if name != "lottery_commitment"
    }

    spoilt = [line.split(",")[:2] for line in matches[1:]]
    spoilt[0][1], spoilt[-1][1] = spoilt[-1][1], spoilt[0][1]
    (tmp_path / "answer.csv").write_text("graduate_id,opening_id\n" + "\n".join(map(",".join, spoilt)) + "\n")
    assert run(*files, "--examine", tmp_path / "answer.csv", "--objective", objective).exit_code == 4


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--objective", "placements", "--band", "5"), "--band hanya untuk --objective stable"),
        (("--objective", "placements", "--side", "openings"), "--side openings hanya"),
        (("--second-chance", "--side", "openings"), "--second-chance hanya untuk --side graduates"),
        (("--prices", "p.csv"), "--prices hanya bersama --examine"),
        (("--k", "0"), "--k"),
        (("--seed", "-1"), "--seed"),
        (("--threads", "0"), "--threads"),
        (("--objective", "best"), "--objective"),
    ],
)
def test_options_that_would_do_nothing_or_cannot_be_are_refused(folder, options, complaint):
    result = run(folder / "graduates.csv", folder / "openings.csv", "--out", folder / "out", *options)
    assert result.exit_code == 2
    assert complaint in result.output
    assert not (folder / "out").exists()


def test_an_unknown_objective_is_refused():
    with pytest.raises(EngineInputError, match="neither"):
        Order(objective="best")


def test_nothing_of_an_earlier_answer_stays_beside_a_new_one(tmp_path):
    run("--example", 400, 40, "--out", tmp_path)
    files, out = (tmp_path / "graduates.csv", tmp_path / "openings.csv"), tmp_path / "out"
    assert run(*files, "--out", out, "--objective", "placements", "--prove").exit_code == 0
    first = {path.name for path in out.iterdir()}
    assert run(*files, "--out", out).exit_code == 0
    assert first - {path.name for path in out.iterdir()} == {"prices.csv", "proof.json"}


def test_ties_made_on_purpose_are_stated_with_their_effect(tmp_path):
    run("--example", 4_000, 300, "--out", tmp_path, "--seed", 3)
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    exact = json.loads(run(*files, "--out", tmp_path / "exact", "--json").output)["policy"]
    assert (exact["placed"], exact["graduates_affected"]) == (exact["placed_without"], 0)
    told = run(*files, "--out", tmp_path / "out", "--band", 5_000, "--second-chance", "--prove")
    assert told.exit_code == 0
    policy = json.loads((tmp_path / "out" / "report.json").read_text())["policy"]
    assert policy["placed_without"] == exact["placed"] < policy["placed"]
    assert policy["graduates_affected"] > 0
    assert "Selisih di dalam langkah 5,0 poin tidak dihitung" in told.output
    assert f"{policy['graduates_affected']} lulusan mendapat hasil lain" in told.output


def test_the_same_seed_writes_the_same_bytes_on_any_number_of_threads(tmp_path):
    run("--example", 9_000, 300, "--out", tmp_path)
    for threads in (1, 3):
        run(
            tmp_path / "graduates.csv",
            tmp_path / "openings.csv",
            "--out",
            tmp_path / str(threads),
            "--threads",
            threads,
        )
    for name in ("matches.csv", "shortlists.csv", "unmatched.csv", "refusals.csv", "report.json", "report.txt"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes()


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [("g9,o1", "'g9' tidak dikenal"), ("g1,o9", "'o9' tidak dikenal"), ("g1,o1\ng1,o1", "dua kali")],
)
def test_an_answer_about_strangers_is_refused(folder, answer, complaint):
    (folder / "answer.csv").write_text(f"graduate_id,opening_id\n{answer}\n")
    result = run(folder / "graduates.csv", folder / "openings.csv", "--examine", folder / "answer.csv")
    assert result.exit_code == 2
    assert complaint in result.output


def test_parquet_in_gives_parquet_out(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs padan[parquet]")
    write_market(example_market(300, 40), tmp_path, ".parquet")
    files = tmp_path / "graduates.parquet", tmp_path / "openings.parquet"
    assert run(*files, "--out", tmp_path / "out", "--prove").exit_code == 0
    placed = json.loads((tmp_path / "out" / "proof.json").read_text())["placed"]
    assert parquet.read_table(tmp_path / "out" / "matches.parquet").num_rows == placed
    assert run(*files, "--examine", tmp_path / "out" / "matches.parquet").exit_code == 0


@pytest.mark.parametrize("objective", ["stable", "placements"])
def test_reserves_are_reported_and_examined(tmp_path, objective):
    market = small_market(2, n=60, n_groups=1)
    write_market(market, tmp_path)
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    options = "--objective", objective, "--prove"
    assert run(*files, "--out", tmp_path / "out", *options).exit_code == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    reserved = report["reserved"][0]
    seats = sum(count for reserves in market.openings.reserved.values() for _, count in reserves)
    assert reserved["reserved_seats"] == seats
    assert reserved["taken_by_members"] + reserved["taken_by_others"] + reserved["left_empty"] == seats
    proof = json.loads((tmp_path / "out" / "proof.json").read_text())
    assert (proof["proven"], proof["reserve_claims"]) == (True, 0)
    examined = run(*files, "--examine", tmp_path / "out" / "matches.csv", "--json", *options[:2])
    assert json.loads(examined.output) == proof


def test_seats_given_away_over_a_claim_are_no_proven_answer(tmp_path):
    market = small_market(2, n=60, n_groups=1)
    blind = placements(replace(market, openings=replace(market.openings, reserved={})))
    assert examine(market, blind.column).reserve_claims > 0
    write_market(market, tmp_path)
    rows = np.flatnonzero(blind.column >= 0)
    answer = {"graduate_id": market.graduates.ids[rows], "opening_id": market.openings.ids[blind.column[rows]]}
    write_table(tmp_path / "answer.csv", answer)
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    assert run(*files, "--examine", tmp_path / "answer.csv", "--objective", "placements").exit_code == 4


@pytest.mark.parametrize("objective", ["stable", "placements"])
def test_floors_are_met_or_reported_with_the_reason(tmp_path, objective):
    write_market(small_market(1, n=60, n_groups=2), tmp_path)
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    floors = "--floor", "group0=1", "--floor", "group1=999", "--floor", "stranger=1"
    options = "--objective", objective, "--prove", "--json"
    report = json.loads(run(*files, "--out", tmp_path / "out", *floors, *options).output)
    met, few, nobody = report["floors"]
    assert (met["group"], met["met"], met["reason"]) == ("group0", True, "")
    assert (few["group"], few["met"], few["reason"]) == ("group1", False, "too_few")
    assert few["placed"] <= few["possible"] < 999
    assert (nobody["group"], nobody["reason"], nobody["possible"]) == ("stranger", "nobody", 0)
    proof = json.loads((tmp_path / "out" / "proof.json").read_text())
    assert [one["met"] for one in proof["floors"]] == [True, False, False]
    examined = run(*files, "--examine", tmp_path / "out" / "matches.csv", *floors, "--objective", objective, "--json")
    assert json.loads(examined.output) == json.loads((tmp_path / "out" / "proof.json").read_text())


@pytest.mark.parametrize("floor", ["group0", "group0=-1", "group0=x", "=3"])
def test_a_floor_that_is_none_is_refused(tmp_path, floor):
    assert run("g.csv", "o.csv", "--out", tmp_path, "--floor", floor).exit_code == 2


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_stage_tells_how_far_it_is(tmp_path, suffix):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs padan[parquet]")
    write_market(example_market(1_500, 120), tmp_path, suffix)
    told = {}

    def stage(name):
        told[name] = []
        return lambda done, total: told[name].append((done, total))

    files = tmp_path / f"graduates{suffix}", tmp_path / f"openings{suffix}"
    market = read_market(*files, stage=stage)
    clear_market(market, Order(), stage=stage)
    assert list(told) == ["read graduates", "read openings", "shortlist", "clear", "examine"]
    for name in ("read graduates", "read openings", "shortlist", "examine"):
        done, total = told[name][-1]
        assert 0 < done == total


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_to_people_with_the_time_left(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(quiet=False) as stage:
        tell = stage("shortlist")
        tell(1, 4)
    assert "shortlist" in screen.getvalue()
    assert "-:--:--" in screen.getvalue() or "0:00:0" in screen.getvalue()
    with progress(quiet=True) as stage:
        assert stage("shortlist") is None


def test_ids_with_commas_quotes_and_letters_of_all_kinds_survive(tmp_path):
    write_table(tmp_path / "t.csv", {"id": np.array([b'a,"b"', "é".encode()]), "n": np.array([1, -2])})
    assert (tmp_path / "t.csv").read_text() == 'id,n\n"a,""b""",1\né,-2\n'


def test_every_name_of_the_package_is_the_same_whatever_was_loaded_before():
    code = """
import padan_engine
first = {name: getattr(padan_engine, name) for name in padan_engine.__all__}
assert first == {name: getattr(padan_engine, name) for name in padan_engine.__all__}
assert padan_engine.examine.examine and padan_engine.losses.losses
"""
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": os.getcwd()})


def test_the_command_stands_without_django_and_the_import_is_light():
    code = """
import sys, time
begin = time.perf_counter()
import padan_engine
assert time.perf_counter() - begin < 0.3
import padan.cli.match
assert not {"django", "numba"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": os.getcwd()})
