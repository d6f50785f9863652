from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import TestCase
from django.utils import timezone
from factories.agreements import PDF
from factories.graduates import GraduateFactory
from factories.intake import RemarkFactory, UploadFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory
from factories.papers import issued
from factories.people import PersonFactory
from factories.placements import PlacementFactory, ProofFactory
from factories.training import (
    ApplicationFactory,
    ApplicationPaperFactory,
    BatchFactory,
    CertificateFactory,
    EnrolmentFactory,
)

from padan.base.errors import NotAllowed
from padan.base.files import faults, keep
from padan.chores.actions.erasure import DutyHolds, ReasonMissing, erase_person
from padan.chores.retention import HERS, KEPT, NOT_PERSONAL, RULES
from padan.chores.schema import named, relations_to
from padan.graduates.models import Graduate
from padan.organisations.states import RoleName
from padan.outcomes.models import Outcome
from padan.people.actions import issue_link, queue_message, send_message
from padan.people.models import Message, Person, User
from padan.placements.states import PlacementState
from padan.trail.actions import record
from padan.trail.models import Entry, Wording
from padan.trail.queries import verify
from padan.training.actions.papers import correct_paper, record_inked
from padan.training.models import Certificate, Enrolment
from padan.training.states import EnrolmentState

pytestmark = pytest.mark.django_db
REASON = "Permintaan tertulis 12 November 2024."
SEEDS = {
    "name": "Mentari Senjakala",
    "birth_place": "Kotatanda",
    "phone": "+6281298765432",
    "email": "mentari@tanda.example",
    "address": "Jalan Pertanda 77",
    "education": "SMK Pertanda",
    "disability": "tanda khusus",
    "job": "Juru tanda tangan",
    "employer": "PT Penanda Tunggal",
    "place": "Desa Penanda",
    "external_ref": "TRX-PERTANDA-1",
    "written": "tanda pada berkas",
    "account": "akun.mentari@tanda.example",
    "subject": "Untuk Mentari Senjakala",
}


def everything():
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if "_words" in table:  # an index of three-letter pieces, kept by the database itself
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(found).casefold()


def erase(person, by=None):
    return erase_person(person=person, reason=REASON, by=by, at=timezone.now())


@pytest.fixture
def mentari():
    """A graduate with something about her in every table that may hold it."""
    person = PersonFactory(
        **{
            name: SEEDS[name]
            for name in ("name", "birth_place", "phone", "email", "address", "education", "disability")
        },
        name_key=SEEDS["name"].casefold(),
        born_on=date(2001, 2, 3),
        sex="female",
    )
    person.nik = "3216014302010007"
    person.save()
    batch = BatchFactory(finished=True)
    graduate = GraduateFactory(person=person, batch=batch, words_key=f"lls {SEEDS['name']} kelas".casefold())
    enrolment = Enrolment.objects.get(person=person)
    enrolment.external_ref = SEEDS["external_ref"]
    enrolment.save()
    OutcomeFactory(working=True, enrolment=enrolment, source=f"Telepon {SEEDS['name']}",
                   **{name: SEEDS[name] for name in ("job", "employer", "place")})  # fmt: skip
    OutcomeFactory(enrolment=enrolment, job=SEEDS["job"], noted_on=date(2024, 10, 1), superseded_on=date(2024, 10, 31))
    placement = PlacementFactory(
        graduate=graduate, state=PlacementState.ENDED, started_on=date(2024, 3, 1), ended_on=date(2024, 9, 1)
    )
    user = account(RoleName.GRADUATE, person=person, name=SEEDS["name"], email=SEEDS["account"], phone=None)
    user.emailaddress_set.create(email=SEEDS["account"], primary=True, verified=True)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.save()
    upload = UploadFactory(organisation=batch.centre, layout="alumni-status")
    RemarkFactory(upload=upload, thing_id=enrolment.pk, written=SEEDS["written"], detail="tanda", field="job")
    at = timezone.now()
    record(None, "person.corrected", person, at=at, changes={"address": ["", SEEDS["address"]]})
    record(user, "export.made", person, at=at)
    record(None, "call.noted", OrganisationFactory(), at=at, changes={"phone": ["", SEEDS["phone"]]})
    issue_link(act="placement.answer", thing=placement, recipient=SEEDS["name"], by=None, at=at)
    for key in ("sent", "waiting"):
        message = queue_message(
            key=key, to=SEEDS["email"], subject=SEEDS["subject"], body="Isi", thing=placement, at=at
        )
        if key == "sent":
            send_message(message, at=at)
    return person


def test_after_erasing_nothing_of_her_stands_in_any_table(mentari):
    before = everything()
    assert [name for name, seed in SEEDS.items() if seed.casefold() not in before] == []

    erase(mentari)

    after = everything()
    assert [name for name, seed in SEEDS.items() if seed.casefold() in after] == []
    assert mentari.nik_digest not in after
    assert not Message.objects.filter(state=Message.State.WAITING).exists()


def test_counts_and_codes_stay_and_the_chain_still_verifies(mentari):
    def counts():
        return {
            "enrolments": list(Enrolment.objects.values_list("batch_id", "number", "state", "finished_on")),
            "outcomes": list(
                Outcome.versions.order_by("pk").values_list("window", "status", "evidence", "marked_working")
            ),
            "graduates": list(Graduate.objects.values_list("code", "centre_id", "batch_id")),
            "persons": list(Person.objects.values_list("code", flat=True)),
        }

    before, entries = counts(), Entry.objects.count()

    erased = erase(mentari)

    assert counts() == before
    assert Entry.objects.count() == entries + 1
    assert verify().broken_at is None
    assert (erased.rows["people.Person"], erased.rows["outcomes.Outcome"]) == (1, 2)
    assert [file.layout for file in erased.files] == ["alumni-status"]
    last = Entry.objects.order_by("-seq").first()
    assert (last.verb, last.thing_code) == ("person.erased", mentari.code)
    assert last.wording.changes["reason"] == ["", REASON]


def test_her_account_signs_in_no_more_and_is_nobody(mentari):
    erase(mentari)
    user = User.objects.get(person=mentari)
    assert (user.is_active, user.has_usable_password(), user.name) == (False, False, user.code)
    assert not Session.objects.exists()
    assert user.emailaddress_set.count() == 0


def test_what_is_told_about_others_stays(mentari):
    other = PersonFactory(name="Bintang Fajarini", phone="+6281211112222")
    record(None, "person.corrected", other, at=timezone.now(), changes={"phone": ["", other.phone]})

    erase(mentari)

    other.refresh_from_db()
    assert (other.name, other.phone) == ("Bintang Fajarini", "+6281211112222")
    assert Wording.objects.get(entry__thing_code=other.code).changes == {"phone": ["", "+6281211112222"]}


def test_a_running_course_and_a_running_job_hold_the_erasure(mentari):
    EnrolmentFactory(person=mentari, state=EnrolmentState.TRAINING)
    graduate = Graduate.objects.get(person=mentari)
    job = PlacementFactory(graduate=graduate, opening=OpeningFactory(), working=True)

    with pytest.raises(DutyHolds) as held:
        erase(mentari)

    assert job.code in str(held.value)
    assert str(held.value).count("She ") == 2
    mentari.refresh_from_db()
    assert mentari.name == SEEDS["name"]


def test_erasing_twice_is_erasing_once(mentari):
    erase(mentari)
    erase(mentari)
    assert verify().broken_at is None


def test_only_an_administrator_erases_and_says_why(mentari):
    with pytest.raises(NotAllowed):
        erase(mentari, by=account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True)))
    with pytest.raises(ReasonMissing):
        erase_person(person=mentari, reason="ya", by=None, at=timezone.now())
    mentari.refresh_from_db()
    assert mentari.name == SEEDS["name"]


# --- the declaration against the schema ----------------------------------------------------------------


def test_her_certificates_lose_name_credential_and_file_and_still_verify_as_issued(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    old = issued(at=timezone.now())
    new = correct_paper(
        certificate=old, dated=old.issued_on, by=None, at=timezone.now()
    )  # a row that points to its own
    record_inked(papers=[new], by=None, at=timezone.now())
    assert len(list(tmp_path.rglob("*.pdf"))) == 2

    with TestCase.captureOnCommitCallbacks(execute=True):
        erase_person(person=old.enrolment.person, reason="Diminta sendiri, surat 4 Maret", by=None, at=timezone.now())

    rows = Certificate.objects.order_by("pk")
    assert [(row.said, row.credential, row.file_name, bool(row.file_sha256)) for row in rows] == [
        ({}, "", "", True)
    ] * 2
    assert list(tmp_path.rglob("*.pdf")) == []


def test_every_table_says_what_it_keeps_about_persons():
    tables = {model._meta.label for model in apps.get_models()}
    assert (sorted(tables - set(RULES) - NOT_PERSONAL), sorted((set(RULES) | NOT_PERSONAL) - tables)) == ([], [])
    assert set(RULES) & NOT_PERSONAL == set()


def test_every_key_to_a_person_or_an_account_is_followed_or_kept_for_a_reason():
    told, todo, seen = set(), [Person, User], set()
    while todo:
        target = todo.pop()
        if target in seen:
            continue
        seen.add(target)
        for model, key in relations_to(target):
            told.add(named(model, key))
            if named(model, key) in HERS:
                todo.append(model)
    assert (sorted(told - set(HERS) - set(KEPT)), sorted((set(HERS) | set(KEPT)) - told)) == ([], [])


TELLING = (
    "phone",
    "email",
    "nik",
    "born",
    "birth",
    "sex",
    "disability",
    "signatory",
    "recipient",
    "teacher",
    "said_by",
)
OF_BODIES = {"organisations.Organisation"}


def test_every_column_that_tells_of_a_person_is_emptied_or_says_why_not():
    silent = []
    for model in apps.get_models():
        rule = RULES.get(model._meta.label)
        for column in model._meta.concrete_fields:
            if column.name.startswith(TELLING) and model._meta.label not in OF_BODIES:
                answered = rule and (column.name in rule.columns or rule.goes or rule.otherwise)
                silent += [] if answered else [f"{model._meta.label}.{column.name}"]
    assert silent == []


def test_every_column_named_in_the_declaration_is_one():
    wrong = [
        f"{label}.{column}"
        for label, rule in RULES.items()
        for column in rule.columns
        if column not in {field.name for field in apps.get_model(label)._meta.concrete_fields}
    ]
    assert wrong == []


def test_files_about_her_leave_the_disk_and_those_about_others_stay(django_capture_on_commit_callbacks, settings):
    kept = Path(settings.MEDIA_ROOT) / "kept"

    def on_disk(row):
        return list(kept.rglob(row.file_name))

    person = PersonFactory()
    graduate = GraduateFactory(person=person)
    ended = {"state": PlacementState.ENDED, "started_on": date(2024, 5, 2), "ended_on": date(2024, 9, 2)}
    enrolment = EnrolmentFactory(finished=True, person=person)
    hers = [
        ProofFactory(placement=PlacementFactory(graduate=graduate, **ended), **keep(PDF + b"1")),
        ApplicationPaperFactory(application=ApplicationFactory(enrolment=enrolment), **keep(PDF + b"2")),
        CertificateFactory(issued=True, enrolment=enrolment, **keep(PDF + b"3")),
    ]
    others = ProofFactory(**keep(PDF + b"4"))
    assert all(map(on_disk, [*hers, others]))

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, reason=REASON, by=account(RoleName.ADMINISTRATOR), at=timezone.now())

    assert [on_disk(row) for row in hers] == [[], [], []]
    assert on_disk(others)
    assert list(faults()) == []
