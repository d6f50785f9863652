"""Questions about papers: whose they are, what stands on them, who checks them."""

import re
from datetime import date, timedelta

from babel.dates import format_date
from django.db.models import Q

from padan.agreements.queries.numbers import PLACE, ROMAN, written
from padan.base.printed import code_on_paper, printed_code
from padan.curricula.models import TaughtUnit
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.people.queries import address_of
from padan.training.credentials.building import Issuer
from padan.training.credentials.judging import KeyKnown
from padan.training.credentials.status import LENGTH
from padan.training.credentials.tokens import unb64
from padan.training.models import Certificate, CertificateSeries, Enrolment, IssuerKey, UnitResult
from padan.training.queries.batches import taught_by
from padan.training.states import CertificateKind, CertificateState, EnrolmentState, Result

VALID_YEARS = 3
"""How long a certificate of competence holds."""

TITLES = {CertificateKind.TRAINING: "Sertifikat Pelatihan", CertificateKind.COMPETENCE: "Sertifikat Kompetensi"}
RESULTS = {Result.COMPETENT: "Kompeten", Result.NOT_YET: "Belum kompeten"}
FULL = LENGTH // 2
"""A list takes half of its places, so that a free one is soon drawn."""


# --- whose papers -------------------------------------------------------------------------------------------


def papers_of(viewer: Viewer):
    """Papers the viewer may open, the newest first: of her centre, her forums, her classes; her own once issued.

    Enrolment, class, programme, person and centre come along.
    """
    open_to = within_personal(viewer, "centre")
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(enrolment__batch__in=taught_by(viewer))
    if viewer.person_id:
        open_to |= Q(
            enrolment__person_id=viewer.person_id, state__in=[CertificateState.ISSUED, CertificateState.REVOKED]
        )
    return (
        Certificate.objects.filter(open_to)
        .select_related("enrolment__batch__programme", "enrolment__person", "centre", "replaces")
        .order_by("-pk")
    )


def papers_in_force(person_id):
    """Her certificates in force, the newest first. Class and programme come along."""
    rows = Certificate.objects.filter(enrolment__person=person_id, state=CertificateState.ISSUED)
    return rows.select_related("enrolment__batch__programme").order_by("-pk")


def papers_in(batch):
    """Every paper of a class that was not withdrawn, by number in the class and kind."""
    return (
        Certificate.objects.filter(enrolment__batch=batch)
        .exclude(state=CertificateState.WITHDRAWN)
        .select_related("enrolment__person", "enrolment__batch", "centre", "replaces")
        .order_by("enrolment__number", "kind", "pk")
    )


def papers_to_sign(viewer: Viewer):
    """Drafts that wait for the signature of the viewer's own centre, by class and number."""
    return (
        Certificate.objects.filter(centre__in=viewer.centres, state=CertificateState.DRAFT)
        .select_related("enrolment__batch__programme", "enrolment__person", "centre", "replaces")
        .order_by("centre_id", "enrolment__batch_id", "kind", "enrolment__number")
    )


def paper_of_link(link):
    """The issued paper that a link hands out, or None."""
    return (
        Certificate.objects.filter(code=link.thing_code, file_sha256__gt="")
        .select_related("enrolment__batch__programme", "centre")
        .order_by("pk")
        .first()
    )


def finishers_of(batch):
    """Persons who completed the class, by number; the person comes along."""
    return (
        Enrolment.objects.filter(batch=batch, state=EnrolmentState.COMPLETED)
        .select_related("person")
        .order_by("number", "pk")
    )


def series_of(centre) -> dict[str, CertificateSeries]:
    """How a centre writes its papers, by kind."""
    return {row.kind: row for row in CertificateSeries.objects.filter(centre=centre).order_by("pk")}


# --- numbers ------------------------------------------------------------------------------------------------


def last_number(series: CertificateSeries, year: int) -> int:
    """The last sequence number used in a year: by the count, or by the papers where they went further."""
    counted = series.last if series.year == year else 0
    sought, end = "", 0
    for place in PLACE.finditer(series.pattern):
        sought += re.escape(series.pattern[end : place.start()])
        sought += {"month": f"(?:{'|'.join(ROMAN)})", "year": str(year)}.get(place[1], r"(\d{1,9})")
        end = place.end()
    sought = re.compile(sought + re.escape(series.pattern[end:]))
    taken = (
        Certificate.objects.filter(centre=series.centre_id, number_year=year)
        .order_by()
        .values_list("number", flat=True)
    )
    return max(counted, max((int(found[1]) for found in map(sought.fullmatch, taken) if found), default=0))


def sample_number(series: CertificateSeries, on: date) -> str:
    """The number the next paper would get."""
    return written(series.pattern, last_number(series, on.year) + 1, on)


# --- what stands on a paper ---------------------------------------------------------------------------------


def results_of(enrolments) -> dict[int, list[UnitResult]]:
    """Results by enrolment, by code of the unit; one query for any number."""
    found: dict[int, list[UnitResult]] = {}
    rows = UnitResult.objects.filter(enrolment__in=enrolments).select_related("unit")
    for row in rows.order_by("enrolment_id", "unit__code", "pk"):
        found.setdefault(row.enrolment_id, []).append(row)
    return found


def taught_in(batch) -> list[TaughtUnit]:
    """The units of the version that a class was taught by."""
    rows = TaughtUnit.objects.filter(version=batch.version_id).select_related("unit")
    return list(rows.order_by("unit__code", "pk"))


def content_for(kind, enrolment, batch, series, *, dated, taught, results, replaces="") -> dict:
    """Everything that is printed on a paper, and what its credential says, in words that do not change any more."""
    person, programme = enrolment.person, batch.programme
    units = _units_competent(results) if kind == CertificateKind.COMPETENCE else _units_taught(taught, results)
    hours = sum(row.hours or 0 for row in taught) or programme.hours or 0
    competent = kind == CertificateKind.COMPETENCE
    sentence = (
        "dinyatakan kompeten pada unit-unit yang tercantum di halaman kedua, dalam bidang"
        if competent
        else "telah mengikuti dan menyelesaikan pelatihan"
    )
    until = valid_until(kind, dated)
    return {
        "kind": str(kind),
        "title": TITLES[kind],
        "name": person.name,
        "programme": programme.name,
        "programme_code": programme.code,
        "sentence": sentence[0].upper() + sentence[1:] + f" {programme.name}.",
        "units": units,
        "dated": dated.isoformat(),
        "printed": {
            "title": TITLES[kind],
            "issuer": series.issuer or batch.centre.name,
            "licence": series.licence,
            "born": _born(person),
            "sentence": sentence,
            "programme": programme.name,
            "details": _details(batch, hours, series, competent),
            "place": series.place,
            "dated": long_day(dated),
            "position": series.position,
            "signatory": series.signatory,
            "valid-until": long_day(until) if until else "",
            "replaces": replaces,
            "units-title": "Unit yang dinyatakan kompeten" if competent else "Unit kompetensi yang dilatihkan",
            "total": f"Jumlah {hours} JP" if hours and not competent and units else "",
        },
    }


def valid_until(kind, issued_on: date) -> date | None:
    """The last day on which a paper holds; None for one that does not end."""
    if kind != CertificateKind.COMPETENCE:
        return None
    year = issued_on.year + VALID_YEARS
    try:
        return issued_on.replace(year=year) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def long_day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="id_ID")


def _units_competent(results):
    return [
        {
            "code": row.unit.code,
            "title": row.unit.title,
            "third": format_date(row.assessed_on, "d MMM y", locale="id_ID"),
            "fourth": row.assessor,
        }
        for row in results
        if row.result == Result.COMPETENT
    ]


def _units_taught(taught, results):
    found = {row.unit_id: RESULTS[row.result] for row in results}
    return [
        {
            "code": row.unit.code,
            "title": row.unit.title,
            "third": str(row.hours) if row.hours else "",
            "fourth": found.get(row.unit_id, ""),
        }
        for row in taught
    ]


def _born(person) -> str:
    day = long_day(person.born_on) if person.born_on else ""
    told = ", ".join(part for part in (person.birth_place.title(), day) if part)
    return f"lahir di {told}" if person.birth_place else f"lahir {told}" if told else ""


def _details(batch, hours, series, competent) -> str:
    said = []
    if batch.starts_on and batch.ends_on:
        said.append(f"{long_day(batch.starts_on)} – {long_day(batch.ends_on)}")
    if hours and not competent:
        said.append(f"{hours} JP")
    if series.issuer:
        said.append(f"dilatih di {batch.centre.name}")
    return " · ".join(said)


# --- checking a paper in hand -------------------------------------------------------------------------------


def verification_code(certificate) -> str:
    """What stands on the paper to be scanned or typed: 50 bits drawn by lot, and 60 that only this house can make."""
    return printed_code(certificate.code)


def certificate_on_paper(written: str):
    """The issued paper with this printed code, or None. A wrong code asks nothing of the database."""
    code = code_on_paper(written)
    return _issued(code=code) if code else None


def certificate_with_hash(sha256: str):
    """The issued paper with exactly these bytes, or None."""
    return _issued(file_sha256=sha256)


def certificate_of_credential(address: str):
    """The issued paper whose credential has this id, or None."""
    return certificate_on_paper(address.rstrip("/").rpartition("/")[2])


def _issued(**how):
    return (
        Certificate.objects.filter(issued_at__isnull=False, **how)
        .select_related("enrolment__batch__programme", "centre", "replaces")
        .order_by("-pk")
        .first()
    )


def successor_of(certificate):
    """The issued paper that took this one's place, or None."""
    return Certificate.objects.filter(replaces=certificate, issued_at__isnull=False).order_by("pk").first()


# --- what machines read -------------------------------------------------------------------------------------


def issuer_of(centre) -> Issuer:
    return Issuer(address_of("issuer-profile", centre.code), centre.name)


def issuer_keys(code: str) -> list[IssuerKey]:
    """Every key of the centre with this code, closed ones too: papers signed with them still hold."""
    return list(IssuerKey.objects.filter(centre__code=code).select_related("centre").order_by("pk"))


def key_address(key: IssuerKey) -> str:
    return address_of("issuer-key", key.centre.code, key.code)


def status_address(centre, number: int) -> str:
    return address_of("issuer-status", centre.code, number)


def known_key(address: str) -> KeyKnown | None:
    """The key that stands under a public address of ours, or None."""
    code = address.rstrip("/").rpartition("/")[2]
    key = IssuerKey.objects.filter(code=code).select_related("centre").order_by("pk").first()
    if key is None or key_address(key) != address:
        return None
    return KeyKnown(issuer_of(key.centre).address, unb64(key.public), key.closed_at)


def revoked_places(centre, number: int) -> list[int]:
    """The places of a list whose papers were revoked, in order."""
    rows = Certificate.objects.filter(centre=centre, status_list=number, state=CertificateState.REVOKED)
    return list(rows.order_by("status_place").values_list("status_place", flat=True))


def lists_of(centre) -> int:
    """How many lists of a centre are begun; the first is there from its first key on."""
    newest = Certificate.objects.filter(centre=centre, status_list__isnull=False).order_by("-status_list")
    return (newest.values_list("status_list", flat=True).first() or 0) + 1


def is_revoked(address: str, place: int) -> bool | None:
    """Whether the paper at a place of a list of ours was revoked; None when no issued paper stands there."""
    row = (
        Certificate.objects.filter(status_place=place, issued_at__isnull=False).select_related("centre").order_by("pk")
    )
    for one in row:
        if status_address(one.centre, one.status_list) == address:
            return one.state == CertificateState.REVOKED
    return None
