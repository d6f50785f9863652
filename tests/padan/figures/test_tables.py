from datetime import date

import pytest
from factories.figures import published
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory
from factories.outcomes import OutcomeFactory

from padan.figures.public import open_figure
from padan.figures.queries.published import release_in_force
from padan.figures.tables import published_grid, released_tables
from padan.organisations.states import Kind

pytestmark = pytest.mark.django_db

TABLES = ["total", "trade", "programme", "province", "regency"]
CELLS = [
    {"trade": "Las", "status": "", "count": 40},
    {"trade": "Las", "status": "employed", "count": 25},
    {"trade": "Las", "status": "self_employed", "count": None},
    {"trade": "Garmen", "status": "", "count": 20},
    {"trade": "Garmen", "status": "employed", "count": 15},
    {"trade": "Garmen", "status": "self_employed", "count": None, "withheld": True},
    {"trade": "Kecil", "status": "", "count": None},
    {"trade": "Kecil", "status": "employed", "count": None},
    {"trade": "Kecil", "status": "self_employed", "count": None},
    {"trade": "", "status": "", "count": 60},
    {"trade": "", "region": "32.75", "region_label": "Kota Bekasi", "status": "", "count": 60},
    {"trade": "", "region": "32.75", "region_label": "Kota Bekasi", "status": "employed", "count": 40},
    {"trade": "", "region": "32.75", "region_label": "Kota Bekasi", "status": "self_employed", "count": 5},
    {"trade": "Las", "programme": "PRG-A", "programme_label": "Juru Las", "status": "self_employed", "count": None},
    {"trade": "Las", "programme": "PRG-A", "programme_label": "Juru Las", "status": "", "count": 40},
    {"trade": "Las", "programme": "PRG-A", "programme_label": "Juru Las", "status": "employed", "count": 25},
    {"trade": "Las", "window": "m3", "status": "", "count": 99},
]


@pytest.fixture
def cohort():
    OutcomeFactory.create_batch(6, status="employed")
    OutcomeFactory.create_batch(6)


def test_trades_stand_by_their_share_the_small_ones_last(cohort):
    published(cells=CELLS, tables=TABLES)
    told = released_tables(open_figure("placed")[0], release_in_force())

    assert [(line.label, line.n, line.counted, line.share) for line in told.trades] == [
        ("Garmen", 20, 15, 0.75),
        ("Las", 40, 25, 0.625),
        ("Kecil", None, None, None),
    ]
    assert told.trades[0].interval[0] < 0.75 < told.trades[0].interval[1]


def test_a_share_of_two_statuses_is_not_told_where_one_is_a_small_group(cohort):
    published(cells=CELLS, tables=TABLES)
    told = released_tables(open_figure("placed_or_self_employed")[0], release_in_force())

    found = {line.label: line for line in told.trades}
    assert (found["Las"].counted, found["Las"].withheld) == (None, False)
    assert (found["Garmen"].counted, found["Garmen"].withheld) == (None, True)


def test_regions_come_with_their_share(cohort):
    published(cells=CELLS, tables=TABLES)
    told = released_tables(open_figure("placed")[0], release_in_force())

    assert (told.regions["32.75"].n, told.regions["32.75"].counted) == (60, 40)


def test_the_published_table_is_the_released_one_as_soon_as_there_is_one(cohort):
    one = open_figure("placed")[0]
    assert published_grid(one, None, None).release is None

    release = published(cells=CELLS, tables=TABLES)
    grid = published_grid(one, released_tables(one, release_in_force()), release_in_force())

    assert grid.release == release
    assert [(cell.place, cell.count) for cell in grid.cells] == [
        (("Juru Las", "Employed"), 25),
        (("Juru Las", "Self-employed"), None),
    ]


def test_nothing_about_people_is_published_beside_a_release(cohort):
    published(cells=CELLS, tables=TABLES)
    graduates = open_figure("graduates")[0]

    grid = published_grid(graduates, released_tables(graduates, release_in_force()), release_in_force())

    assert (grid.cells, grid.held_back) == ([], True)


def test_a_draft_is_nobody_s_and_a_corrected_release_gives_way(cohort):
    published(title="Tanpa tabel")
    first = published(title="Pertama", tables=TABLES)
    assert release_in_force() == first
    second = published(title="Kedua", tables=TABLES, forum=first.forum, corrects=first, reason="Salah baris")

    assert release_in_force() == second


def test_the_widest_forum_speaks_before_its_branches():
    nation = ForumFactory(organisation=OrganisationFactory(kind=Kind.FORUM))
    branch = ForumFactory(organisation=OrganisationFactory(kind=Kind.FORUM, forum=nation.organisation))
    published(forum=branch, tables=TABLES, as_of=date(2024, 10, 31))
    wide = published(forum=nation, tables=TABLES, as_of=date(2024, 6, 30))

    assert release_in_force() == wide


def test_of_forums_equally_wide_the_latest_cut_off_speaks_whichever_was_founded_first():
    branches = []
    for _n in range(2):
        nation = ForumFactory(organisation=OrganisationFactory(kind=Kind.FORUM))
        body = OrganisationFactory(kind=Kind.FORUM, forum=nation.organisation)
        branches.append(ForumFactory(organisation=body))
    published(forum=branches[0], tables=TABLES, as_of=date(2024, 6, 30))
    late = published(forum=branches[1], tables=TABLES, as_of=date(2024, 10, 31))
    leaf = OrganisationFactory(kind=Kind.FORUM, forum=branches[0].organisation)
    published(forum=ForumFactory(organisation=leaf), tables=TABLES, as_of=date(2024, 11, 30))

    assert release_in_force() == late


def test_figures_of_companies_take_nothing_from_a_release(cohort):
    published(cells=CELLS, tables=TABLES)

    assert released_tables(open_figure("partners")[0], release_in_force()) is None
