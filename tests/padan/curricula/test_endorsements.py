"""Companies are asked by links, endorse the text they saw or ask for a change, and are reminded with patience."""

from datetime import UTC, date, datetime, timedelta

import pytest
from factories.curricula import CurriculumVersionFactory, whole_version
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.curricula.actions.endorsements import (
    AlreadyResolved,
    NotOnTheTable,
    TextChanged,
    ask_change,
    ask_endorsement,
    endorse_version,
    endorsement_link,
    remind_endorsers,
    resolve_remark,
)
from padan.curricula.actions.versions import edit_version, propose_version, return_version
from padan.curricula.comparing import digest_of
from padan.curricula.queries.endorsements import counted_for, voices_of
from padan.curricula.queries.versions import whole_of
from padan.curricula.states import VersionState
from padan.organisations.actions import FieldRefused
from padan.organisations.states import RoleName
from padan.people.models import Message, SignedLink
from padan.people.queries import link_of

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 3, tzinfo=UTC)


@pytest.fixture
def version():
    version = whole_version()
    return propose_version(version=version, seen=seen(version), by=None, at=AT)


def seen(version):
    return digest_of(whole_of(version))


def asked(version, at=AT, **more):
    told = {"company": OrganisationFactory(), "recipient": "Ibu Sri", "email": "sri@contoh.example"} | more
    asking, address = ask_endorsement(version=version, by=None, at=at, **told)
    return asking, link_of(address.rstrip("/").rpartition("/")[2], at=at)


def test_a_company_endorses_what_it_saw_once_and_by_its_own_link_alone(version):
    asking, link = asked(version)
    other, _its = asked(version)
    said = {"words": "Sesuai kebutuhan kami.", "name": "Sri, HRD", "seen": seen(version), "at": AT}
    with pytest.raises(NotAllowed):
        endorse_version(asking=other, by=link, **said)
    endorse_version(asking=asking, by=link, **said)
    again = endorse_version(asking=asking, by=link, **(said | {"words": "Lain", "at": AT + timedelta(days=1)}))

    assert (again.words, again.endorsed_by, again.endorsed_at) == ("Sesuai kebutuhan kami.", "Sri, HRD", AT)
    assert counted_for(version) == 1
    assert [voice.counts for voice in voices_of(version, seen(version))].count(True) == 1


def test_a_change_is_asked_for_at_a_unit_and_resolved_once_with_words(version):
    asking, link = asked(version)
    taught = version.units.select_related("unit").first()
    said = {"asking": asking, "words": "Tambah 3G.", "name": "Sri", "seen": seen(version), "by": link, "at": AT}
    remark = ask_change(taught=taught, **said)
    assert ask_change(taught=taught, **said) == remark  # a second tap
    assert remark.unit == taught.unit
    with pytest.raises(FieldRefused):
        ask_change(taught=None, **(said | {"words": " "}))
    with pytest.raises(FieldRefused):
        ask_change(taught=whole_version().units.first(), **said)
    with pytest.raises(FieldRefused):
        resolve_remark(remark=remark, answer=" ", by=None, at=AT)
    resolve_remark(remark=remark, answer="Ditambah 20 JP.", by=None, at=AT)
    with pytest.raises(AlreadyResolved):
        resolve_remark(remark=remark, answer="Lagi", by=None, at=AT)


def test_what_was_changed_after_the_page_was_opened_is_not_endorsed_unseen(version):
    asking, link = asked(version)
    before = seen(version)
    return_version(version=version, words="Perbaikan", by=None, at=AT)
    version.refresh_from_db()
    told = {"asking": asking, "words": "", "name": "Sri", "by": link, "at": AT}
    with pytest.raises(NotOnTheTable) as refused:
        endorse_version(seen=before, **told)
    assert "being corrected" in str(refused.value)
    edit_version(version=version, revision=version.revision, objective="Baru", by=None, at=AT)
    version.refresh_from_db()
    propose_version(version=version, seen=seen(version), by=None, at=AT + timedelta(hours=1))
    with pytest.raises(TextChanged):
        endorse_version(seen=before, **told)
    version.refresh_from_db()
    endorse_version(seen=seen(version), **told)
    assert counted_for(version) == 1


def test_nobody_is_asked_about_a_retired_version_nor_endorses_it(version):
    asking, link = asked(version)
    type(version).objects.filter(pk=version.pk).update(state=VersionState.RETIRED, retired_on=date(2024, 11, 5))
    with pytest.raises(NotOnTheTable) as refused:
        endorse_version(asking=asking, words="", name="Sri", seen=seen(version), by=link, at=AT)
    assert str(refused.value) == "This version is retired. Nobody is asked about it any more."
    with pytest.raises(NotOnTheTable):
        asked(version)
    with pytest.raises(NotOnTheTable):
        endorsement_link(asking=asking, by=None, at=AT)


def test_the_silent_are_reminded_after_a_week_and_at_once_when_the_text_is_proposed_anew(version):
    silent, _link = asked(version)
    spoke, link = asked(version)
    asked(version, email="")
    endorse_version(asking=spoke, words="", name="Sri", seen=seen(version), by=link, at=AT)
    remind = {"version": version, "by": None}
    assert remind_endorsers(at=AT + timedelta(days=6), **remind) == 0
    assert remind_endorsers(at=AT + timedelta(days=7), **remind) == 1
    assert remind_endorsers(at=AT + timedelta(days=8), **remind) == 0
    silent.refresh_from_db()
    assert silent.reminded == 1

    later = AT + timedelta(days=9)
    return_version(version=version, words="Perbaikan", by=None, at=later)
    version.refresh_from_db()
    edit_version(version=version, revision=version.revision, objective="Baru", by=None, at=later)
    version.refresh_from_db()
    propose_version(version=version, seen=seen(version), by=None, at=later)
    assert remind_endorsers(at=later + timedelta(hours=1), **remind) == 2
    assert Message.objects.count() == 5
    assert SignedLink.objects.count() == 6


def test_a_company_is_asked_once_and_what_is_no_address_is_refused(version):
    asking, _link = asked(version)
    with pytest.raises(FieldRefused) as refused:
        asked(version, company=asking.company)
    assert refused.value.field == "company"
    for field, value in (
        ("email", "bukan alamat"),
        ("phone", "satu dua"),
        ("company", OrganisationFactory(centre=True)),
    ):
        with pytest.raises(FieldRefused) as refused:
            asked(version, **{field: value})
        assert refused.value.field == field
    assert asked(version, phone="0812 3456 7890")[0].phone == "+6281234567890"


def test_a_draft_is_not_before_industry_and_only_the_centre_or_its_secretariat_asks():
    draft = CurriculumVersionFactory(state=VersionState.DRAFT, in_force_from=None)
    with pytest.raises(NotOnTheTable):
        asked(draft)
    version = whole_version()
    propose_version(version=version, seen=seen(version), by=None, at=AT)
    stranger = account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True))
    with pytest.raises(NotAllowed):
        ask_endorsement(version=version, company=OrganisationFactory(), by=stranger, at=AT)
