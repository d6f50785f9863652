"""A version is begun as a copy, written by several, proposed when it adds up, and only one is in force."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from factories.curricula import (
    CurriculumVersionFactory,
    EndorsementFactory,
    ProgrammeFactory,
    TaughtUnitFactory,
    UnitRemarkFactory,
    whole_version,
)
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory
from factories.training import BatchFactory

from padan.base.errors import ActionDenied, NotAllowed, TransitionDenied
from padan.curricula.actions.units import (
    UnitGone,
    UnitThere,
    add_unit,
    arrange_units,
    drop_unit,
    write_syllabus,
)
from padan.curricula.actions.versions import (
    DraftThere,
    NotReady,
    VersionFrozen,
    VersionUsed,
    begin_version,
    choose_answers,
    discard_draft,
    edit_version,
    note_endorsed,
    propose_version,
    put_in_force,
    retire_version,
    return_version,
)
from padan.curricula.checking import faults_of, hours_in_words
from padan.curricula.comparing import difference, digest_of
from padan.curricula.models import CurriculumVersion, SyllabusRow
from padan.curricula.queries.versions import version_before, versions_answering, whole_of
from padan.curricula.states import VersionState
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.states import RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 3, tzinfo=UTC)


def act(function, **told):
    return function(by=None, at=AT, **told)


def sentences(version):
    return [fault.sentence for fault in faults_of(whole_of(version))]


def proposed(version):
    return act(propose_version, version=version, seen=digest_of(whole_of(version)))


def test_the_first_version_takes_goal_and_hours_of_its_programme_and_the_next_is_a_copy_of_everything():
    programme = ProgrammeFactory(goal="Peserta mampu mengelas.", hours=80)
    first = act(begin_version, programme=programme)
    assert (first.number, first.objective, first.hours, first.copied_from) == (1, "Peserta mampu mengelas.", 80, None)

    whole = whole_version(programme=programme, number=2, state=VersionState.IN_FORCE, in_force_from=date(2024, 1, 2))
    first.delete()
    copy = act(begin_version, programme=programme)

    assert (copy.number, copy.state, copy.copied_from) == (3, VersionState.DRAFT, whole)
    assert digest_of(whole_of(copy)) == digest_of(whole_of(whole))
    assert not difference(whole_of(whole), whole_of(copy))
    with pytest.raises(DraftThere) as refused:
        act(begin_version, programme=programme)
    assert refused.value.draft == copy


def test_the_slower_of_two_editors_keeps_nothing_and_is_told_what_stands():
    version = whole_version()
    act(edit_version, version=version, revision=1, objective="Tujuan Ani")
    with pytest.raises(EditedMeanwhile) as refused:
        act(edit_version, version=version, revision=1, objective="Tujuan Budi")
    assert (refused.value.stands.objective, refused.value.stands.revision) == ("Tujuan Ani", 2)

    taught = version.units.first()
    rows = [{"element": "Baris Ani"}]
    act(write_syllabus, taught=taught, revision=1, rows=rows)
    with pytest.raises(EditedMeanwhile):
        act(write_syllabus, taught=taught, revision=1, rows=[{"element": "Baris Budi"}])
    assert [row.element for row in taught.rows.all()] == ["Baris Ani"]
    with pytest.raises(EditedMeanwhile):
        act(drop_unit, taught=taught, revision=1)  # Ani's syllabus was not seen


def test_two_who_write_different_units_do_not_stand_in_each_other_s_way():
    version = whole_version(units=2)
    one, other = version.units.all()
    act(write_syllabus, taught=one, revision=1, rows=[{"element": "Satu"}])
    act(write_syllabus, taught=other, revision=1, rows=[{"element": "Dua"}])
    assert [row.element for row in SyllabusRow.objects.order_by("taught__order")] == ["Satu", "Dua"]


def test_hours_that_do_not_add_up_are_told_with_the_unit_and_the_difference():
    version = whole_version(units=2)
    assert sentences(version) == []
    taught = version.units.select_related("unit").first()
    act(arrange_units, version=version, revision=1, rows=[(unit.pk, unit.order, 45) for unit in version.units.all()])
    assert sentences(version) == [
        f"{taught.unit}: its elements add up to 40 JP, the unit has 45 JP: 5 JP missing.",
        f"{version.units.last().unit}: its elements add up to 40 JP, the unit has 45 JP: 5 JP missing.",
        "The units add up to 90 JP, the programme has 80 JP: 10 JP too many.",
    ]
    with pytest.raises(NotReady) as refused:
        proposed(version)
    assert str(refused.value).startswith("3 things are to be mended first")
    assert CurriculumVersion.objects.get(pk=version.pk).state == VersionState.DRAFT


def test_an_empty_draft_says_everything_it_lacks():
    version = CurriculumVersionFactory(state=VersionState.DRAFT, in_force_from=None)
    assert sentences(version) == [
        "The objective is missing: what can somebody do who finishes this programme?",
        "The entry requirements are missing. Where there are none, write that the programme is open.",
        "No unit stands in this version yet.",
        "The hours in all are missing. The units add up to 0 JP.",
    ]
    unit = TaughtUnitFactory(version=version, hours=None).unit
    assert sentences(version)[2:4] == [f"{unit}: the hours are missing.", f"{unit}: the syllabus is missing."]


def test_age_and_sex_among_the_requirements_keep_a_version_from_being_proposed():
    version = whole_version(entry_requirements="Pria, usia 18-25 tahun. Lulus SMP.")
    assert [sentence.split(" may")[0] for sentence in sentences(version)] == ["“Pria”", "“usia 18-25 tahun”"]
    with pytest.raises(NotReady):
        proposed(version)


@pytest.mark.parametrize("hours", [-4, 0, 10_000])
def test_impossible_hours_are_refused_in_words_and_by_the_database(hours):
    version = whole_version(units=1)
    taught = version.units.get()
    with pytest.raises(FieldRefused) as refused:
        act(arrange_units, version=version, revision=1, rows=[(taught.pk, 1, hours)])
    assert f"{hours} JP is not possible" in str(refused.value)
    with pytest.raises(FieldRefused):
        act(edit_version, version=version, revision=1, hours=hours)
    with pytest.raises(FieldRefused):
        act(write_syllabus, taught=taught, revision=1, rows=[{"element": "Baris", "hours": hours}])
    with pytest.raises(IntegrityError), transaction.atomic():
        version.units.update(hours=hours)


def test_a_unit_is_taught_once_and_comes_last():
    version = whole_version(units=2)
    unit = CodeFactory()
    added = act(add_unit, version=version, unit=unit)
    assert (added.order, added.hours) == (3, None)
    with pytest.raises(UnitThere):
        act(add_unit, version=version, unit=unit)
    act(drop_unit, taught=added, revision=1)
    assert version.units.count() == 2
    with pytest.raises(UnitGone):
        act(write_syllabus, taught=added, revision=1, rows=[])


def test_units_are_put_in_order_and_equal_places_keep_theirs():
    version = whole_version(units=3)
    one, two, three = version.units.all()
    act(arrange_units, version=version, revision=1, rows=[(one.pk, 9, 40), (two.pk, 1, 40), (three.pk, 1, None)])
    assert [(unit.pk, unit.order, unit.hours) for unit in version.units.all()] == [
        (two.pk, 1, 40), (three.pk, 2, None), (one.pk, 3, 40)]  # fmt: skip
    with pytest.raises(UnitGone):
        act(arrange_units, version=version, revision=2, rows=[(one.pk, 1, 40)])


def test_a_row_that_names_no_element_is_refused_and_an_empty_one_goes():
    taught = whole_version(units=1).units.get()
    with pytest.raises(FieldRefused) as refused:
        act(write_syllabus, taught=taught, revision=1, rows=[{"element": "", "practice": "Memotong"}])
    assert refused.value.field == "element-1"
    rows = [{"element": "Satu", "criteria": " a \n\n b  c"}, {"element": "", "hours": None}]
    act(write_syllabus, taught=taught, revision=1, rows=rows)
    assert [(row.element, row.criteria) for row in taught.rows.all()] == [("Satu", "a\nb c")]


def test_a_version_goes_from_draft_to_force_and_the_former_one_is_retired_that_day():
    programme = ProgrammeFactory(hours=340)
    former = CurriculumVersionFactory(programme=programme, number=1)
    version = whole_version(programme=programme, number=2)
    proposed(version)
    with pytest.raises(VersionFrozen):
        act(edit_version, version=version, revision=1, objective="Lain")
    with pytest.raises(NotReady) as refused:
        act(note_endorsed, version=version)
    assert str(refused.value) == "0 of 1 endorsement needed."
    asked = EndorsementFactory(version=version, endorsed_at=AT, text_sha256=digest_of(whole_of(version)))
    remark = UnitRemarkFactory(endorsement=asked)
    with pytest.raises(NotReady) as refused:
        act(note_endorsed, version=version)
    assert "1 remark waits" in str(refused.value)
    remark.delete()
    act(note_endorsed, version=version)
    with pytest.raises(FieldRefused):
        act(put_in_force, version=version, on=date(2023, 12, 31))
    act(put_in_force, version=version, on=date(2024, 12, 2))

    former.refresh_from_db()
    programme.refresh_from_db()
    states = [(one.number, one.state) for one in programme.versions.order_by("number")]
    assert states == [(1, VersionState.RETIRED), (2, VersionState.IN_FORCE)]
    assert (former.retired_on, programme.hours) == (date(2024, 12, 2), 80)
    act(retire_version, version=version, on=date(2025, 1, 2))
    with pytest.raises(TransitionDenied):
        act(return_version, version=version, words="Terlambat")
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == [
        "version.proposed", "version.endorsed", "version.retired", "version.in_force", "version.retired"]  # fmt: skip


def test_an_endorsement_of_an_earlier_text_does_not_count_for_a_later_one():
    version = whole_version()
    proposed(version)
    EndorsementFactory(version=version, endorsed_at=AT, text_sha256=digest_of(whole_of(version)))
    with pytest.raises(FieldRefused):
        act(return_version, version=version, words="  ")
    act(return_version, version=version, words="Tambah jam praktik.")
    version.refresh_from_db()
    assert (version.state, version.returned_words) == (VersionState.DRAFT, "Tambah jam praktik.")
    act(edit_version, version=version, revision=1, objective="Peserta mampu mengelas pipa.")
    version.refresh_from_db()
    proposed(version)
    with pytest.raises(NotReady):
        act(note_endorsed, version=version)


def test_a_draft_that_moved_since_it_was_read_is_not_proposed():
    version = whole_version()
    seen = digest_of(whole_of(version))
    act(edit_version, version=version, revision=1, method="Daring")
    with pytest.raises(EditedMeanwhile):
        act(propose_version, version=version, seen=seen)


def test_a_batch_keeps_the_version_it_is_taught_by():
    version = whole_version()
    BatchFactory(programme=version.programme, version=version)
    with pytest.raises(VersionUsed):
        act(discard_draft, version=version)
    assert version.units.count() == 2
    other = whole_version()
    act(discard_draft, version=other)
    assert not CurriculumVersion.objects.filter(pk=other.pk).exists()


def test_the_difference_names_what_was_added_dropped_and_changed():
    old = whole_version(units=3, state=VersionState.IN_FORCE, in_force_from=date(2024, 1, 2))
    new = act(begin_version, programme=old.programme)
    kept, longer, dropped = new.units.select_related("unit")
    act(drop_unit, taught=dropped, revision=1)
    added = act(add_unit, version=new, unit=CodeFactory())
    rows = [(kept.pk, 2, 40), (longer.pk, 1, 60), (added.pk, 3, 20)]
    new.refresh_from_db()
    act(arrange_units, version=new, revision=new.revision, rows=rows)
    told = [{"element": "Menyiapkan bahan 1", "practice": "Menggerinda"}, {"element": "Memeriksa hasil"}]
    act(write_syllabus, taught=kept, revision=1, rows=told)
    new.refresh_from_db()
    act(edit_version, version=new, revision=new.revision, kkni_level=3)
    new.refresh_from_db()

    found = difference(whole_of(version_before(new)), whole_of(new))

    assert [one.unit for one in found.added] == [added.unit]
    assert [one.unit for one in found.dropped] == [dropped.unit]
    hours, syllabus = found.changed
    assert (hours.unit, hours.before, hours.after, hours.other_syllabus) == (longer.unit, 40, 60, False)
    assert (syllabus.added, syllabus.dropped, syllabus.reworded) == (
        ["Memeriksa hasil"], ["Menyiapkan bahan 2"], ["Menyiapkan bahan 1"])  # fmt: skip
    assert [(str(label), was, now) for label, was, now in found.fields] == [("KKNI level", "2", "3")]
    assert (found.moved, found.hours) == (True, (120, 120))


def test_a_person_says_which_needs_a_version_answers_and_the_need_knows_it():
    version = whole_version()
    one, other = NeedFactory.create_batch(2)
    act(choose_answers, version=version, needs=[one, other])
    act(choose_answers, version=version, needs=[other])
    act(choose_answers, version=version, needs=[other])
    assert versions_answering([one, other]) == {other.pk: [version]}
    assert Entry.objects.filter(verb="version.answers").count() == 2


def test_instructors_write_and_officers_decide():
    version = whole_version()
    centre = version.programme.centre
    instructor, officer = account(RoleName.INSTRUCTOR, centre), account(RoleName.CENTRE_OFFICER, centre)
    stranger = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    with pytest.raises(NotAllowed):
        edit_version(version=version, revision=1, objective="Asing", by=stranger, at=AT)
    edit_version(version=version, revision=1, objective="Baru", by=instructor, at=AT)
    seen = digest_of(whole_of(version))
    with pytest.raises(NotAllowed):
        propose_version(version=version, seen=digest_of(whole_of(version)), by=instructor, at=AT)
    version.refresh_from_db()
    seen = digest_of(whole_of(version))
    assert propose_version(version=version, seen=seen, by=officer, at=AT).state == VersionState.PROPOSED


def test_lesson_hours_are_told_as_hours_of_the_clock():
    assert [hours_in_words(340, 45), hours_in_words(241, 40)] == ["255 hours", "160 hours 40 minutes"]


def test_a_second_version_in_force_is_refused_by_the_database():
    programme = ProgrammeFactory()
    CurriculumVersionFactory(programme=programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        CurriculumVersionFactory(programme=programme)


def test_more_units_than_a_version_may_hold_are_refused(monkeypatch):
    monkeypatch.setattr("padan.curricula.actions.units.MOST_UNITS", 1)
    version = whole_version(units=1)
    with pytest.raises(ActionDenied):
        act(add_unit, version=version, unit=CodeFactory())
