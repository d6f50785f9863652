import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, OperationalError, ProgrammingError, connection, transaction
from factories.agreements import AgreementFactory
from factories.figures import (
    FrozenFactory,
    FrozenRowsFactory,
    PublishedCellFactory,
    ReleasedFigureFactory,
    ReleaseFactory,
)
from factories.needs import NeedFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account, viewer
from factories.outcomes import OutcomeFactory, ReportedTotalFactory
from factories.placements import PlacementFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.base.clock import now, today
from padan.base.errors import NotAllowed
from padan.figures.actions.freezing import AlreadyCorrected, NothingCounted, NotOver, ReasonMissing, correct, freeze
from padan.figures.asking import ask
from padan.figures.comparing import differences
from padan.figures.models import Frozen, FrozenRows
from padan.figures.proving import ADDED, CHANGED, LATER, REMOVED, Change, lines_of, prove, rows_of
from padan.figures.queries.frozen import frozen_open_to, published_frozen, versions_of
from padan.figures.registry import FIGURES
from padan.figures.states import ReleaseState
from padan.organisations.queries import EVERYWHERE, NOBODY
from padan.organisations.states import RoleName
from padan.outcomes.states import Status
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)
REFUSED = (IntegrityError, OperationalError, InternalError, ProgrammingError)


def stand(batch, *statuses):
    return [OutcomeFactory(enrolment=EnrolmentFactory(finished=True, batch=batch), status=one) for one in statuses]


def frozen_cohort():
    """Three graduates, one at work, frozen."""
    batch = BatchFactory(finished=True)
    rows = stand(batch, Status.EMPLOYED, Status.SEEKING, Status.UNKNOWN)
    return rows, freeze(key="placed", as_of=DAY, by=None, at=now())


def test_a_frozen_figure_keeps_what_was_said_and_the_hash_of_its_rows():
    rows, frozen = frozen_cohort()
    lines = sorted(f"{row.enrolment.code}\t{row.status} {int(row.status == 'employed')}\n" for row in rows)
    assert frozen.rows_hash == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert rows_of(frozen).decode() == "".join(lines)
    assert (frozen.numerator, frozen.denominator, frozen.unknown, frozen.rows_count) == (1, 3, 1, 3)
    assert (frozen.value, frozen.window, frozen.as_of) == (1 / 3, "m6", DAY)
    assert [part["n"] for part in frozen.parts] == [1, 1, 1]
    assert Entry.objects.order_by("-seq").first().verb == "figure.frozen"


def test_words_are_frozen_in_indonesian_whoever_freezes():
    _rows, frozen = frozen_cohort()  # the tests speak English
    assert frozen.label == "Bekerja"
    assert frozen.of_what == "lulusan"
    assert frozen.rule.startswith("Dari semua lulusan")
    assert frozen.scope_label == "seluruh Padan ini"


def test_what_did_not_change_is_proven_again_and_again():
    _rows, frozen = frozen_cohort()
    first, second = prove(frozen), prove(frozen)
    assert first.same
    assert second.same
    assert first.told == []
    assert first.rows_hash == frozen.rows_hash


def test_a_row_answered_otherwise_later_is_named_with_what_it_counted_as():
    (employed, *_others), frozen = frozen_cohort()
    employed.status = Status.STUDYING
    employed.save()
    proof = prove(frozen)
    assert not proof.same
    assert proof.told == [Change(CHANGED, employed.enrolment.code, "employed 1", "studying 0")]
    assert (proof.now.numerator, proof.now.denominator) == (0, 3)


def test_rows_that_came_or_went_are_named():
    (_employed, _seeking, unknown), frozen = frozen_cohort()
    gone = unknown.enrolment.code
    unknown.delete()
    (late,) = stand(BatchFactory(finished=True), Status.EMPLOYED)
    assert {(change.kind, change.code) for change in prove(frozen).told} == {
        (REMOVED, gone),
        (ADDED, late.enrolment.code),
    }


def test_a_newer_answer_of_a_day_after_the_cut_off_is_told_as_that_and_not_as_a_row_that_vanished():
    (employed, *_others), frozen = frozen_cohort()
    employed.status, employed.noted_on = Status.STUDYING, DAY + timedelta(days=6)
    employed.save()
    assert prove(frozen).told == [Change(LATER, employed.enrolment.code, "employed 1", "studying 0")]


def test_two_rows_that_trade_places_keep_the_value_and_break_the_proof():
    """The value alone would prove nothing: one left work, another found it."""
    (employed, seeking, _unknown), frozen = frozen_cohort()
    employed.status, seeking.status = seeking.status, employed.status
    employed.save()
    seeking.save()
    proof = prove(frozen)
    assert (proof.now.numerator, proof.now.denominator) == (proof.frozen.numerator, proof.frozen.denominator)
    assert not proof.same
    assert proof.counts == {ADDED: 0, REMOVED: 0, CHANGED: 2, LATER: 0}


def test_a_rule_of_another_version_is_told(monkeypatch):
    _rows, frozen = frozen_cohort()
    assert prove(frozen).same_rule
    object.__setattr__(figure := FIGURES["placed"], "version", 2)
    try:
        assert not prove(frozen).same_rule
    finally:
        object.__setattr__(figure, "version", 1)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_frozen SET numerator = 3",
        "DELETE FROM figures_frozen",
        "UPDATE figures_frozenrows SET packed = NULL",
        "DELETE FROM figures_frozenrows",
    ],
)
def test_the_database_refuses_to_change_or_remove_what_was_frozen(sql):
    _rows, frozen = frozen_cohort()
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert prove(Frozen.objects.get(pk=frozen.pk)).same


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_release SET title = 'x'",
        "DELETE FROM figures_releasedfigure",
        "UPDATE figures_publishedcell SET count = 30",
        "DELETE FROM figures_publishedcell",
        'INSERT INTO figures_publishedcell (release_id, "window", trade, programme, programme_label, region, '
        "region_label, status, count) SELECT id, 'm6', 'Las', '', '', '', '', '', 30 FROM figures_release",
    ],
)
def test_the_database_refuses_to_change_a_release_or_its_cells(sql):
    draft = ReleaseFactory()
    PublishedCellFactory(release=draft)
    ReleasedFigureFactory(release=draft)
    draft.cells.update(count=35)  # a draft may be counted anew
    draft.state, draft.released_at, draft.audited_at, draft.released_by = ReleaseState.RELEASED, now(), now(), "system"
    draft.save()
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(draft.cells.values_list("count", flat=True)) == [35]


def test_a_damaged_keeping_is_told_even_where_the_rows_still_count_alike():
    frozen = FrozenFactory(key="batches", unit="count", window="", numerator=0, denominator=0, rows_count=0,
                           rows_hash=hashlib.sha256(b"").hexdigest())  # fmt: skip
    FrozenRowsFactory(frozen=frozen, packed=b"x\x9c\x03\x00\x00\x00\x00\x01")  # nothing at all, packed
    assert prove(frozen).same
    other = FrozenFactory(key="batches", unit="count", window="", numerator=0, denominator=0, rows_count=0)
    FrozenRowsFactory(frozen=other, packed=b"x\x9c\x03\x00\x00\x00\x00\x01")
    assert not prove(other).kept_whole
    assert not prove(other).same


def test_a_correction_is_a_new_version_with_its_reason_and_both_stay():
    (employed, *_others), first = frozen_cohort()
    employed.status = Status.SEEKING
    employed.save()
    second = correct(frozen=first, reason=" Kartu gaji  salah dibaca ", by=None, at=now())
    assert (second.corrects, second.version, second.reason) == (first, 2, "Kartu gaji salah dibaca")
    assert (Frozen.objects.get(pk=first.pk).numerator, second.numerator) == (1, 0)
    assert prove(second).same
    assert not prove(first).same
    third = correct(frozen=second, reason="Sekali lagi", by=None, at=now())
    assert versions_of(second) == versions_of(first) == versions_of(third) == [first, second, third]


def test_a_version_is_corrected_once_and_never_without_a_reason():
    _rows, first = frozen_cohort()
    with pytest.raises(ReasonMissing):
        correct(frozen=first, reason="  ", by=None, at=now())
    second = correct(frozen=first, reason="Salah hitung", by=None, at=now())
    with pytest.raises(AlreadyCorrected, match=str(second.code)):
        correct(frozen=first, reason="Salah hitung", by=None, at=now())
    with pytest.raises(IntegrityError, match=r"frozen_corrected_once|corrects_id"), transaction.atomic():
        FrozenFactory(corrects=first, version=2, reason="lain")


def test_a_day_ahead_and_a_cohort_of_zero_are_not_frozen():
    with pytest.raises(NotOver):
        freeze(key="placed", as_of=today() + timedelta(days=1), by=None, at=now())
    with pytest.raises(NothingCounted):
        freeze(key="placed", as_of=DAY, by=None, at=now())
    assert not Frozen.objects.exists()


def test_only_the_secretariat_freezes_and_only_of_bodies_under_its_forum():
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    stand(BatchFactory(finished=True, centre=centre), Status.EMPLOYED)
    secretary = account(RoleName.SECRETARIAT, forum)
    assert freeze(key="placed", organisation=centre, as_of=DAY, by=secretary, at=now()).scope == centre.code
    assert freeze(key="placed", organisation=forum, as_of=DAY, by=secretary, at=now()).frozen_by == secretary.code
    for by, body in [
        (secretary, None),
        (secretary, OrganisationFactory(centre=True)),
        (account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True)), centre),
        (account(RoleName.BOARD_MEMBER, forum), forum),
        (account(RoleName.CENTRE_OFFICER, centre), centre),
        (account(RoleName.AUDITOR), centre),
    ]:
        with pytest.raises(NotAllowed):
            freeze(key="placed", organisation=body, as_of=DAY, by=by, at=now())


def test_frozen_figures_are_open_to_the_bodies_own_people_and_published_ones_to_everybody():
    forum = OrganisationFactory(forum_body=True)
    mine, shown = FrozenFactory(scope=forum.code), FrozenFactory(scope="LBG-LAIN")
    ReleasedFigureFactory(frozen=FrozenFactory(scope="LBG-RENCANA"))  # only in a draft
    draft = ReleaseFactory()
    ReleasedFigureFactory(frozen=shown, release=draft)
    draft.state, draft.released_at, draft.audited_at, draft.released_by = ReleaseState.RELEASED, now(), now(), "system"
    draft.save()
    assert list(published_frozen()) == [shown]
    assert list(frozen_open_to(NOBODY)) == [shown]
    assert set(frozen_open_to(viewer(RoleName.BOARD_MEMBER, forum))) == {mine, shown}
    assert list(frozen_open_to(viewer(RoleName.COMPANY_OFFICER, OrganisationFactory(forum=forum)))) == [shown]
    assert frozen_open_to(viewer(RoleName.AUDITOR)).count() == 3


def test_differences_between_two_figures_say_why_they_must_not_be_compared():
    one = FrozenFactory()
    assert differences(one, FrozenFactory(as_of=date(2024, 12, 31))) == []
    told = differences(one, FrozenFactory(rule_version=2, window="m12", scope="LBG-1", dimensions={"trade": "Las"}))
    assert len(told) == 4
    assert "version 1" in told[0]
    assert len(differences(one, FrozenFactory(key="studying"))) == 1


def test_every_figure_calls_its_rows_as_its_first_column_does():
    """The lines that are hashed hold the codes that a page shows."""
    batch = BatchFactory(finished=True)
    stand(batch, Status.EMPLOYED, Status.UNKNOWN)
    OutcomeFactory(enrolment=EnrolmentFactory(finished=True, batch=batch), window="not_stated")
    OpeningFactory()
    ReportedTotalFactory()
    AgreementFactory(running=True)
    PlacementFactory(working=True)
    NeedFactory(head_count=4)
    seen = 0
    for key, figure in FIGURES.items():
        asked = ask(key, EVERYWHERE, as_of=DAY)
        codes = sorted(str(figure.columns[0].read(row)) for row in asked.rows)
        assert sorted(line.split("\t")[0] for line in lines_of(asked).lines) == codes, key
        seen += len(codes) > 0
    assert seen >= 15


def test_freezing_reads_the_rows_once_however_many(django_assert_max_num_queries):
    stand(BatchFactory(finished=True), *[Status.EMPLOYED] * 5)
    with django_assert_max_num_queries(16):
        freeze(key="placed", as_of=DAY, by=None, at=datetime(2024, 11, 14, tzinfo=now().tzinfo))
    assert FrozenRows.objects.count() == 1
