"""What a person may answer to a remark: the kind of field she is given, and how what she writes there is read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.base.clock import JAKARTA, today
from padan.base.readings import Problem, day, email, integer, line, moment, nik, past_day, person_name, phone, prose
from padan.intake.layouts.needs import STRENGTHS, people_of, wage_in_full
from padan.intake.layouts.openings import seats_of
from padan.intake.layouts.people import RESULTS, SEXES, WORK
from padan.intake.layouts.programmes import hours_of, programme_name
from padan.intake.states import Layout, RemarkKind
from padan.needs.states import Strength
from padan.outcomes.states import Status
from padan.people.models import Person
from padan.reference.queries import region_finder, regions
from padan.training.states import EnrolmentState

FIELDS = {
    "number": _("No."),
    "reference": _("Reference"),
    "title": _("Job title"),
    "seats": _("Seats"),
    "applicants": _("Applicants"),
    "studies": _("Fields of study"),
    "company": _("Company"),
    "regency": _("Regency or city"),
    "province": _("Province"),
    "closes": _("Closing day"),
    "occupation": _("Occupation code"),
    "occupation_title": _("Occupation"),
    "description": _("Description"),
    "competences": _("Competences"),
    "trade": _("Trade"),
    "programme": _("Programme"),
    "participants": _("Participants"),
    "placed": _("Placed"),
    "share": _("Share placed"),
    "batch": _("Class"),
    "mark": _("Working, as marked"),
    "job": _("Job"),
    "name": _("Name"),
    "nik": _("NIK"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "sex": _("Sex"),
    "address": _("Address"),
    "birth_place": _("Birth place"),
    "born_on": _("Born on"),
    "age": _("Age"),
    "education": _("Education"),
    "disability": _("Disability"),
    "abroad_before": _("Worked abroad before"),
    "abroad_wish": _("Wishes to work abroad"),
    "mode": _("Mode"),
    "training_kind": _("Kind of training"),
    "round": _("Batch"),
    "hours": _("Hours (JP)"),
    "cost": _("Cost"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "attendance": _("Attendance"),
    "finished": _("Training finished"),
    "result": _("Training result"),
    "funding": _("Funding"),
    "work": _("Employment status"),
    "employer": _("Employer"),
    "work_place": _("Place of work"),
    "work_kind": _("Kind of work"),
    "began_on": _("Working since"),
    "goal": _("Goal"),
    "people": pgettext_lazy("how many", "People"),
    "needed_by": _("Needed by"),
    "wage_from": _("Wage from"),
    "wage_to": _("Wage to"),
    "requirements": _("Requirements"),
    "said_by": _("Said by"),
    "said_on": _("Said on"),
    "strength": _("Strength"),
}
"""What the fields of the layouts are called; in the layout of programmes ``name`` is the programme's."""

ELSEWHERE = frozenset({"other_values", "twin", "more_cells", "company_elsewhere"})
"""Reasons that no value typed here would settle; their sentences tell where to go."""


@dataclass(frozen=True)
class Ask:
    """A field for an answer. ``read`` gives a value, a Problem, or None for nothing."""

    kind: str  # choice, region, date, number, code or text
    read: Callable[[Any], Any]
    choices: tuple[tuple[str, Any], ...] = ()


def label_of(layout: str, field: str):
    """What a field is called; "" for a whole row."""
    return FIELDS["programme"] if (layout, field) == (Layout.PROGRAMMES, "name") else FIELDS.get(field, field)


def asks_status(remark) -> bool:
    """Whether the question is where a graduate stands."""
    return remark.kind == RemarkKind.QUESTION and (
        remark.reason in ("work_unclear", "mark_unclear") or remark.field == "work"
    )


def ask_for(layout: str, remark) -> Ask | None:
    """The field that fits this remark; None where the way out is another."""
    if not remark.field or remark.reason in ELSEWHERE or remark.kind not in (RemarkKind.REVIEW, RemarkKind.QUESTION):
        return None
    if asks_status(remark):
        return _choice(STATUSES, {status: status for status, _label in STATUSES})
    if remark.field == "regency":
        return Ask("region", region_with_name)
    if (layout, remark.field) == (Layout.PROGRAMMES, "name"):
        return Ask("text", programme_name)
    return BY_FIELD.get(remark.field, Ask("text", line))


def region_names() -> list[str]:
    """Every regency and city as it is picked: with its province, since a name alone may stand twice."""
    return [f"{region.name}, {region.parent.name}" for region in regions() if region.parent_id]


def region_with_name(text):
    """The region whose name, with its province after a comma, this is; the name alone where there is only one."""
    told = line(text)
    if told is None or isinstance(told, Problem):
        return told
    name, _comma, province = told.partition(",")
    return region_finder()(name, province or None) or Problem("region")


def occupation_code(text):
    """A code as written; words are no answer. Whether the code stands in the loaded list is told, never demanded."""
    code = line(text, 100)
    return Problem("occupation_words") if isinstance(code, str) and not code[:1].isdigit() else code


def deadline(text):
    """A day, and its last minute where no time is written, on the clock of Jakarta."""
    at = moment(text)
    return at.replace(tzinfo=JAKARTA) if at and not isinstance(at, Problem) else at


def _choice(choices, values):
    def read(text):
        return values.get(text) or (Problem("not_in_list", text) if text else None)

    return Ask("choice", read, tuple(choices))


def _words(words, pairs):
    """A closed list, answered with the spelling that the sheet could have held."""
    return _choice(pairs, {spelling: words[spelling] for spelling, _label in pairs})


STATUSES = [(str(status), status.label) for status in Status if status != Status.UNCLEAR]
_NUMBER, _DATE = Ask("number", integer), Ask("date", day)
BY_FIELD = {
    "name": Ask("text", person_name),
    "programme": Ask("text", programme_name),
    "batch": Ask("text", programme_name),
    "occupation": Ask("code", occupation_code),
    "description": Ask("text", prose),
    "competences": Ask("text", prose),
    "studies": Ask("text", prose),
    "goal": Ask("text", prose),
    "nik": Ask("code", nik),
    "phone": Ask("code", phone),
    "email": Ask("text", email),
    "number": _NUMBER,
    "participants": _NUMBER,
    "placed": _NUMBER,
    "applicants": _NUMBER,
    "hours": Ask("number", hours_of),
    "seats": Ask("number", seats_of),
    "born_on": Ask("date", lambda text: past_day(text, today=today())),
    "starts_on": _DATE,
    "needed_by": _DATE,
    "said_on": Ask("date", lambda text: past_day(text, today=today())),
    "people": Ask("number", people_of),
    "wage_from": Ask("text", wage_in_full),
    "wage_to": Ask("text", wage_in_full),
    "requirements": Ask("text", prose),
    "strength": _words(
        STRENGTHS,
        [
            ("survei", Strength.SURVEY.label),
            ("surat", Strength.LETTER.label),
            ("janji", Strength.PROMISE.label),
        ],
    ),
    "ends_on": _DATE,
    "began_on": _DATE,
    "closes": Ask("date", deadline),
    "sex": _words(SEXES, [("perempuan", Person.Sex.FEMALE.label), ("laki-laki", Person.Sex.MALE.label)]),
    "result": _words(
        RESULTS,
        [
            ("lulus", EnrolmentState.COMPLETED.label),
            ("tidak lulus", EnrolmentState.FAILED.label),
            ("dalam proses", EnrolmentState.TRAINING.label),
            ("mengundurkan diri", EnrolmentState.DROPPED.label),
        ],
    ),
    "work": _words(
        WORK,
        [
            ("bekerja", Status.EMPLOYED.label),
            ("wirausaha", Status.SELF_EMPLOYED.label),
            ("belum bekerja", Status.NOT_WORKING.label),
        ],
    ),
    "trade": Ask("text", partial(line, limit=100)),
}
