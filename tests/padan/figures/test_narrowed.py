"""A figure of one group, frozen: proven as any other, and before the public no more exact than the tables are."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from factories.agreements import AgreementFactory, PromiseFactory
from factories.curricula import ProgrammeFactory
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory, account, viewer
from factories.outcomes import OutcomeFactory
from factories.reference import RegionFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.base.clock import now
from padan.cli.figures import figures
from padan.figures.actions import releasing
from padan.figures.actions.freezing import NothingCounted, correct, freeze
from padan.figures.actions.releasing import FigureDoesNotFit, audit_release, draft_release
from padan.figures.asking import NotNarrowed
from padan.figures.comparing import differences
from padan.figures.cube import TABLES
from padan.figures.models import Frozen
from padan.figures.proving import prove, rows_of
from padan.figures.queries.frozen import exact_to, frozen_open_to
from padan.figures.queries.reports import fit_for_press
from padan.figures.said import Said
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 31)


def class_of(centre, trade, name, numbers, **more):
    batch = BatchFactory(finished=True, programme=ProgrammeFactory(centre=centre, trade=trade, name=name), **more)
    for status, number in numbers.items():
        for _ in range(number):
            OutcomeFactory(enrolment=EnrolmentFactory(finished=True, batch=batch), status=status)
    return batch


@pytest.fixture
def forum():
    """Welders and electricians of two centres; three electricians seek work, and 33 welders stand at seven."""
    forum = ForumFactory()
    RegionFactory(code="32", name="Jawa Barat", kind="province")
    RegionFactory(code="51", name="Bali", kind="province")
    bandung, denpasar = (
        OrganisationFactory(centre=True, forum=forum.organisation, region=RegionFactory(code=code, name=name))
        for code, name in (("32.73", "Kota Bandung"), ("51.71", "Kota Denpasar"))
    )
    agreement = AgreementFactory(running=True, forum=forum, parties=[bandung, OrganisationFactory()])
    promise = PromiseFactory(agreement=agreement, party=agreement.parties.first())
    forum.welders = class_of(bandung, "Las", "Las SMAW", {"employed": 21, "seeking": 9, "unknown": 7},
                             funding="APBN", promise=promise)  # fmt: skip
    forum.electricians = class_of(denpasar, "Listrik", "Instalasi", {"employed": 12, "seeking": 3, "unknown": 8})
    return forum


def narrowed(forum, key="placed", **where):
    return freeze(key=key, as_of=DAY, by=None, at=now(), organisation=forum.organisation, where=where)


def released(forum, *frozen):
    made = draft_release(
        forum=forum, title="Oktober", as_of=DAY, tables=tuple(TABLES), by=None, at=now(), frozen=frozen
    )
    held = audit_release(release=made, by=None, at=now(), mend=True)
    assert held.state == "held", held.audit
    return releasing.release(release=held, by=None, at=now())


def test_each_dimension_narrows_and_is_proven(forum):
    batch = forum.welders
    by = {
        "trade": "Las", "programme": batch.programme.code, "centre": batch.centre.code, "region": "32.73",
        "funding": "APBN", "batch": batch.code, "agreement": batch.promise.agreement.code,
    }  # fmt: skip
    for key, value in by.items():
        one = narrowed(forum, **{key: value})
        assert (one.numerator, one.denominator, one.dimensions) == (21, 37, {key: value}), key
        assert prove(one).same
    rest = narrowed(forum, agreement="-")
    assert (rest.numerator, rest.denominator) == (12, 23)
    assert "tanpa perjanjian" in rest.scope_label.casefold()
    whole = freeze(key="placed", as_of=DAY, by=None, at=now(), organisation=forum.organisation)
    las, listrik = narrowed(forum, trade="Las"), narrowed(forum, trade="Listrik")
    lines = [rows_of(one).splitlines() for one in (whole, las, listrik)]
    assert sorted(lines[1] + lines[2]) == lines[0]
    assert differences(las, listrik)


def test_a_time_is_narrowed_as_well(forum):
    OutcomeFactory(
        enrolment=EnrolmentFactory(finished=True, batch=forum.welders), status="employed", began_on=date(2024, 5, 1)
    )
    one = narrowed(forum, "time_to_job", trade="Las")
    assert (one.denominator, prove(one).same) == (38, True)
    assert narrowed(forum, "time_to_job", trade="Listrik").denominator == 23


def test_two_dimensions_narrow_together_and_a_correction_keeps_them(forum):
    one = narrowed(forum, trade="Las", funding="APBN")
    assert (one.denominator, one.dimensions) == (37, {"funding": "APBN", "trade": "Las"})
    OutcomeFactory(enrolment=EnrolmentFactory(finished=True, batch=forum.welders), status="employed")
    proof = prove(one)
    assert [change.kind for change in proof.told] == ["added"]
    new = correct(frozen=one, reason="Satu baris terlambat", by=None, at=now())
    assert (new.numerator, new.dimensions, new.version) == (22, one.dimensions, 2)


def test_what_narrows_nothing_is_refused(forum):
    for where in ({"tinggi": "170"}, {"trade": "  "}):
        with pytest.raises(NotNarrowed):
            narrowed(forum, **where)
    with pytest.raises(NotNarrowed):
        narrowed(forum, key="partners", trade="Las")
    with pytest.raises(NothingCounted):
        narrowed(forum, trade="Las bawah air")
    assert not Frozen.objects.exists()


def test_f1_a_small_group_is_never_published_exact(forum):
    three, nine = narrowed(forum, "seeking", trade="Listrik"), narrowed(forum, "seeking", trade="Las")
    released(forum, three, nine)
    guest = Client()
    small = json.loads(guest.get(reverse("public-frozen-data", args=[three.code])).content)
    assert (small["numerator"], small["value"], small["rows"], small["rows_sha256"]) == (None, None, None, None)
    assert small["confidence"] is None
    assert small["parts"] == []
    page = guest.get(reverse("public-frozen", args=[three.code])).text
    assert three.rows_hash not in page
    assert "13,0" not in page  # 3 of 23
    told = Said(nine)
    assert told.rounded
    assert (told.numerator or 0) % 5 == (told.denominator or 0) % 5 == 0
    assert told.low is None
    assert "24,3" not in guest.get(reverse("public-frozen", args=[nine.code])).text  # 9 of 37
    assert not fit_for_press(forum.organisation).filter(pk__in=[three.pk, nine.pk]).exists()


def test_only_groups_that_stand_in_the_tables_are_released(forum):
    for one in (narrowed(forum, funding="APBN"), narrowed(forum, batch=forum.welders.code)):
        with pytest.raises(FigureDoesNotFit):
            released(forum, one)
    las = narrowed(forum, trade="Las")
    with pytest.raises(FigureDoesNotFit):
        draft_release(forum=forum, title="Total", as_of=DAY, tables=(), by=None, at=now(), frozen=[las])


def test_who_reads_no_lines_reads_no_exact_group(forum):
    one = narrowed(forum, "seeking", trade="Listrik")
    office = viewer(RoleName.LABOUR_OFFICE, OrganisationFactory(kind="office"))
    admin = viewer(RoleName.ADMINISTRATOR)
    for who in (office, admin):
        assert not frozen_open_to(who).filter(pk=one.pk).exists()
    released(forum, one)
    for who in (office, admin):
        assert frozen_open_to(who).filter(pk=one.pk).exists()
        assert not exact_to(who).filter(pk=one.pk).exists()
    assert exact_to(viewer(RoleName.AUDITOR)).filter(pk=one.pk).exists()


def test_the_command_line_freezes_and_proves_a_group(forum):
    run = CliRunner().invoke
    frozen = run(figures, ["freeze", "placed", "--as-of", "2024-10-31", "--where", "trade=Las", "--json"])
    assert frozen.exit_code == 0, frozen.output
    told = json.loads(frozen.output)
    assert (told["numerator"], told["where"]) == (21, {"trade": "Las"})
    assert run(figures, ["prove", "placed", "--frozen", told["code"]]).exit_code == 0
    assert run(figures, ["freeze", "placed", "--where", "Las"]).exit_code == 1
    assert run(figures, ["freeze", "placed", "--where", "tinggi=170"]).exit_code == 1
    shown = run(figures, ["placed", "--where", "trade=Las", "--where", "window=m6", "--as-of", "2024-10-31", "--json"])
    assert json.loads(shown.output)["denominator"] == 37


def test_the_page_freezes_a_group_that_its_secretary_chooses(client, forum):
    client.force_login(
        account(RoleName.SECRETARIAT, forum.organisation), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    address = reverse("figure-freeze", args=["placed"])
    page = client.get(address)
    assert 'value="trade=Las"' in page.text
    told = {"organisation": forum.organisation.code, "window": "m6", "as_of": "2024-10-31", "group": "trade=Listrik"}
    answer = client.post(address, told)
    assert answer.status_code == 302, answer.content
    assert Frozen.objects.get().dimensions == {"trade": "Listrik"}
    assert client.post(address, told | {"group": "trade=Renang"}).status_code == 422
