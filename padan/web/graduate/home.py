"""A graduate's own page: her courses, where she stands, what is stored about her, and all of it to take along."""

import json

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import business_now, now, today
from padan.figures.export import write_xlsx
from padan.graduates.queries import graduate_of, graduates_of, is_old, seeking_of
from padan.matching.queries.invitations import invitations_to_work
from padan.matching.states import InvitationState
from padan.outcomes.queries import outcomes_of
from padan.outcomes.queries.answers import answers_of
from padan.outcomes.queries.waves import asked_now_of
from padan.outcomes.states import Status, Window
from padan.overseas.queries.candidates import (
    changes_of,
    check_ins_of,
    contracts_of,
    exams_of,
    interviews_of,
    milestones_of,
    progress_of,
    results_of,
    routes_of,
    said_in,
    steps_walked,
)
from padan.overseas.states import CandidateState
from padan.placements.queries import placements_of
from padan.placements.states import Evidence, PlacementState
from padan.trail.actions import record
from padan.training.queries.batches import enrolments_of
from padan.training.states import EnrolmentState
from padan.ventures.queries import backers_for, courses_for, ventures_of_graduate
from padan.web.audience import R, for_roles
from padan.web.graduate.seeking import seeking_rows
from padan.web.pages import page
from padan.web.tones import steps_of, tone_of


@require_safe
@for_roles(R.GRADUATE)
def home(request):
    """What Padan knows of her, on one page."""
    viewer = request.viewer
    graduate = graduates_of(viewer).first()
    seeking = seeking_of(graduate) if graduate else None
    context = {
        "person": viewer.user.person,
        "graduate": graduate,
        "seeking": seeking,
        "old": bool(seeking and is_old(seeking, business_now())),
        "stored": stored_about(viewer.user.person),
        "courses": [
            (row, EnrolmentState(row.state), tone_of(EnrolmentState(row.state))) for row in enrolments_of(viewer)
        ],
        "outcomes": [
            {
                "outcome": row,
                "status": Status(row.status),
                "tone": tone_of(Status(row.status)),
                "window": Window(row.window),
                "evidence": Evidence(row.evidence),
                "steps": steps_of(Evidence(row.evidence)),
            }
            for row in outcomes_of(viewer).order_by("-as_of", "-pk")
        ],
        "questions": asked_now_of(viewer, today()),
        "invitations": [
            (row, InvitationState(row.state), tone_of(InvitationState(row.state)))
            for row in invitations_to_work(viewer).filter(graduate__person_id=viewer.person_id)
        ],
        "placements": [
            (row, PlacementState(row.state), tone_of(PlacementState(row.state))) for row in placements_of(viewer)
        ],
        "routes": [
            (row, CandidateState(row.state), tone_of(CandidateState(row.state))) for row in routes_of(viewer.person_id)
        ],
        "ventures": [(row, row.state, tone_of(row.state)) for row in _hers(graduate)],
    }
    return page(request, "graduate/home.html", context)


@require_POST
@for_roles(R.GRADUATE)
def export(request):
    """Everything about her, as JSON or as a workbook. The NIK stays masked: she has it, the file may be lost."""
    viewer, kind = request.viewer, request.POST.get("format")
    if kind not in ("json", "xlsx"):
        raise BadRequest
    tables = own_data(viewer)
    record(viewer.user, "export.made", viewer.user.person, changes={"list": ["", "own"], "format": ["", kind]})
    if kind == "json":
        text = json.dumps(tables, ensure_ascii=False, indent=2, default=str)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="padan-data-saya.json"'
        return response
    rows = [[table, name, value] for table, found in tables.items() for row in found for name, value in row.items()]
    file = write_xlsx(
        [_("Table"), _("Column"), _("Value")],
        rows,
        title=_("What Padan stores about you"),
        notes=[_("Taken by yourself on %(day)s.") % {"day": f"{now():%Y-%m-%d %H:%M} UTC"}],
    )
    return FileResponse(file, as_attachment=True, filename="padan-data-saya.xlsx")


def _hers(graduate):
    return ventures_of_graduate(graduate) if graduate else ()


def stored_about(person):
    """(label, value) of every column kept about the person, the NIK masked; unknown columns too."""
    if person is None:
        return []
    return [
        (_("Code"), person.code),
        (_("Name"), person.name),
        (_("NIK"), person.nik_masked),
        (_("Sex"), person.get_sex_display()),
        (_("Born on"), person.born_on),
        (_("Birth place"), person.birth_place),
        (_("Phone"), person.phone),
        (_("E-mail"), person.email),
        (_("Address"), person.address),
        (_("Education"), person.education),
        (_("Disability"), person.disability),
    ]


def own_data(viewer) -> dict[str, list[dict]]:
    """Every row about her, table by table, in plain values."""
    graduate = graduate_of(viewer.person_id)
    return {
        "person": [{str(label): value for label, value in stored_about(viewer.user.person)}],
        **(seeking_rows(graduate) if graduate else {}),
        "courses": [
            {
                "code": row.code,
                "programme": row.batch.programme.name,
                "class": row.batch.name,
                "centre": row.batch.centre.name,
                "state": row.state,
                "finished_on": row.finished_on,
            }
            for row in enrolments_of(viewer)
        ],
        "outcomes": [
            {
                "window": row.window,
                "status": row.status,
                "job": row.job,
                "employer": row.employer,
                "place": row.place,
                "evidence": row.evidence,
                "as_of": row.as_of,
                "source": row.source,
            }
            for row in outcomes_of(viewer)
        ],
        "answers": [
            {
                "code": row.code,
                "window": row.window,
                "status": row.status,
                "told_by": row.teller,
                "evidence": row.evidence,
                "as_of": row.as_of,
                "began_on": row.began_on,
                "job": row.job,
                "employer": row.employer,
                "place": row.place,
                "fits": row.field_fit,
                "contract": row.formal,
                "abroad": row.abroad,
                "reason": row.why_not,
                "stands": row.stands,
                "source": row.source,
            }
            for row in answers_of(viewer).filter(enrolment__person_id=viewer.person_id)
        ],
        "invitations": [
            {
                "code": row.code,
                "opening": row.opening.title,
                "company": row.opening.company and row.opening.company.name,
                "state": row.state,
                "invited_at": row.invited_at,
                "answer_by": row.answer_by,
                "answered_at": row.answered_at,
                "interview_at": row.interview_at,
                "reason": row.why_not,
                "words": row.words,
            }
            for row in invitations_to_work(viewer).filter(graduate__person_id=viewer.person_id)
        ],
        "placements": [
            {
                "code": row.code,
                "opening": row.opening.title,
                "company": row.opening.company and row.opening.company.name,
                "state": row.state,
                "started_on": row.started_on,
                "ended_on": row.ended_on,
            }
            for row in placements_of(viewer)
        ],
        "businesses": business_rows(graduate),
        "way_to_japan": [route_row(row) for row in routes_of(viewer.person_id)],
    }


def business_rows(graduate) -> list[dict]:
    """What is kept about her own businesses, in plain values."""
    ventures = list(_hers(graduate))
    courses, backers = courses_for(ventures), backers_for(ventures)
    return [
        {
            "code": row.code,
            "what": row.words,
            "name": row.name,
            "place": row.region and row.region.name,
            "nib": row.nib,
            "began_on": row.began_on,
            "ended_on": row.ended_on,
            "why_closed": row.why_closed,
            "employs": row.employs,
            "told_on": row.told_on,
            "last_heard_of": row.heard_on,
            "checks": [
                {"month": check.months, "due_on": check.due_on, "still_ran": check.alive} for check in row.checks.all()
            ],
            "training": [course.code for course in courses.get(row.pk, [])],
            "companies": [
                {
                    "company": backer.organisation.name,
                    "as": backer.kind,
                    "state": backer.state,
                    "asked": backer.words,
                    "since": backer.since,
                    "until": backer.until,
                    "answered_on": backer.answered_on,
                    "sees_name": backer.shows,
                }
                for backer in backers.get(row.pk, [])
            ],
        }
        for row in ventures
    ]


def route_row(route) -> dict:
    """What is kept about one of her routes abroad, in plain values; her own words opened, for they are hers."""
    return {
        "code": route.code,
        "scheme": route.version.scheme.name,
        "rules": route.version.number,
        "centre": route.centre.name,
        "partner": route.partner and route.partner.name,
        "field": route.field,
        "began_on": route.began_on,
        "agreed_on": route.consented_on,
        "stage": route.stage.name,
        "stage_since": route.stage_since,
        "state": route.state,
        "ended_on": route.ended_on,
        "why_ended": route.why_ended,
        "family": {"name": route.kin_name, "is": route.kin_is, "phone": route.kin_phone},
        "phone_abroad": route.phone_abroad,
        "after_return": route.after_return,
        "steps": [
            {"stage": row.stage.name, "since": row.entered_on, "until": row.left_on, "end": row.end, "words": row.words}
            for row in steps_walked(route)
        ],
        "selection": [
            {"step": row.gate.words, "on": row.on, "passed": row.passed, "reached": row.reached, "words": row.words}
            for row in results_of(route)
        ],
        "language": [
            {"as_of": row.noted_on, "level": row.level, "hours": row.hours, "words": row.words}
            for row in progress_of(route)
        ],
        "exams": [
            {
                "exam": row.exam,
                "level": row.level,
                "field": row.field,
                "taken_on": row.taken_on,
                "result": row.result,
                "score": row.score,
                "number": row.number,
                "checked": row.trust,
                "valid_until": row.valid_until,
            }
            for row in exams_of(route)
        ],
        "talks": [
            {"employer": row.employer, "on": row.held_on, "result": row.result, "words": row.words}
            for row in interviews_of(route)
        ],
        "contracts": [
            {
                "employer": row.employer,
                "place": row.place,
                "work": row.work,
                "wage": row.wage,
                "currency": row.currency,
                "hours_a_week": row.hours_a_week,
                "lodging": row.lodging,
                "signed_on": row.signed_on,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
            }
            for row in contracts_of(route)
        ],
        "papers_and_days": [
            {"kind": row.kind, "on": row.on, "number": row.number, "valid_until": row.valid_until, "words": row.words}
            for row in milestones_of(route)
        ],
        "employers": [
            {"employer": row.employer, "place": row.place, "since": row.changed_on, "why": row.why}
            for row in changes_of(route)
        ],
        "how_she_is": [
            {"month": row.months, "due_on": row.due_on, "how": row.how, "words": said_in(row)[0]}
            for row in check_ins_of(route)
        ],
    }
