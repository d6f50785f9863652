"""A class under way: its days, its results, its end, and its papers to print."""

import re
import uuid
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.graduates.actions import finish_class
from padan.trail.actions import record
from padan.training.actions.classes import drop_out
from padan.training.actions.results import ResultsChanged, mark_attendance, record_results, tap_key
from padan.training.permissions import may_keep_centre
from padan.training.queries.batches import batches_in_class, batches_kept_by
from padan.training.queries.results import (
    LEAST_ATTENDANCE,
    attendance_of,
    days_held,
    history_of,
    marks_on,
    participants_of,
    results_of,
    units_taught,
    verdicts,
)
from padan.training.sheets import printed_participants, printed_sheet
from padan.training.states import BatchState, EnrolmentState, Mark, Result
from padan.web.acting import done, tried
from padan.web.audience import R, for_roles
from padan.web.centre.planning import KEEPS
from padan.web.centre.portions import portion_of
from padan.web.downloads import bytes_response, table_response
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.tones import tone_of

TEACHES = (R.SECRETARIAT, R.CENTRE_OFFICER, R.INSTRUCTOR)
HELD = (BatchState.TRAINING, BatchState.COMPLETED)


class Refusal(forms.Form):
    """Carries what was refused."""


def _day(request):
    """The day asked for, else today; a day that cannot be read is today."""
    asked = request.POST.get("day") or request.GET.get("tanggal", "")
    try:
        return parse_date(asked) or today()
    except ValueError:
        return today()


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*TEACHES)
def attendance(request, code):
    """Today's class: one tap per person. Taps that were kept on the phone come in later, each counted once."""
    found = get_object_or_404(batches_in_class(request.viewer), code=code)
    people = list(participants_of(found))
    if "tap" in request.POST:
        return _taps(request, found, people)
    day, form = _day(request), Refusal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        written = done(
            form, mark_attendance, batch=found, taps=_marks(request, people, day), by=request.user, at=now(),
            today=today(),
        )  # fmt: skip
        if written is not None:
            messages.success(request, _("Attendance is saved."))
            return redirect(f"{request.path}?tanggal={day.isoformat()}")
    stands, shares = marks_on(found, day), attendance_of(found)
    for row in people:
        row.mark = request.POST.get(f"m-{row.number}") or (stands[row.pk].mark if row.pk in stands else "")
        row.told = shares.get(row.pk)
        row.here = row.state == EnrolmentState.TRAINING or row.pk in stands
    context = {
        "batch": found,
        "day": day,
        "today": today(),
        "people": [row for row in people if row.here],
        "marks": [(mark.value, mark.label) for mark in Mark],
        "days": days_held(found)[:20],
        "history": [(row, Mark(row.mark)) for row in history_of(found, day)[:50]],
        "least": LEAST_ATTENDANCE,
        "form": form,
        "open": found.state in HELD,
        "form_key": uuid.uuid4(),
        "store": f"{request.user.code}:{found.code}",
    }
    return page(request, "centre/batches/attendance.html", context, status=422 if form.errors else 200)


def _marks(request, people, day):
    """Marks as a form sends them, without a script: the same form sent twice is one."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise BadRequest from None
    return [
        {"key": tap_key(key, row.number, day), "enrolment": row.pk, "held_on": day, "mark": mark, "tapped_at": now()}
        for row in people
        for mark in [request.POST.get(f"m-{row.number}")]
        if mark in Mark.values
    ]


TAP = re.compile(
    r"([0-9a-f-]{36})\|(\d{1,6})\|(\d{4}-\d\d-\d\d)\|(present|late|excused|absent)\|(\d{4}-\d\d-\d\dT[\d:.]+Z)",
    re.ASCII,
)


def _taps(request, batch, people):
    """Taps as the phone kept them: ``key|number|day|mark|instant``."""
    ids, taps = {row.number: row.pk for row in people}, []
    for text in request.POST.getlist("tap"):
        told = TAP.fullmatch(text)
        try:
            key, number, day, mark, tapped = told.groups() if told else ()
            taps.append(
                {
                    "key": uuid.UUID(key),
                    "enrolment": ids.get(int(number), 0),
                    "held_on": parse_date(day),
                    "mark": mark,
                    "tapped_at": datetime.fromisoformat(tapped),
                }
            )
        except ValueError:
            raise BadRequest from None
    try:
        written = mark_attendance(batch=batch, taps=taps, by=request.user, at=now(), today=today())
    except ActionDenied as denied:
        return JsonResponse({"said": str(denied)}, status=422)
    return JsonResponse({"written": written})


class ResultsForm(forms.Form):
    assessor = forms.CharField(label=gettext_lazy("Assessor"), max_length=200)
    assessed_on = DayField(label=gettext_lazy("Assessed on"))


CELL = re.compile(r"r-(\d{1,18})-(\d{1,18})", re.ASCII)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*TEACHES)
def results(request, code):
    """Results of the class: people down, units across; two who write at once see each other."""
    found = get_object_or_404(batches_in_class(request.viewer), code=code)
    initial = {"assessor": request.user.name, "assessed_on": today()}
    form = ResultsForm(request.POST or None, initial=initial)
    clash = False
    if form.is_valid():
        cells = list(_cells(request.POST))
        try:
            written = done_or_raise(form, found, cells, request.user)
        except ResultsChanged as faster:
            form.add_error(None, str(faster))
            clash, written = True, None
        if written is not None:
            messages.success(request, _("%(n)s results are saved.") % {"n": written})
            return redirect(request.get_full_path())
    units, stands = units_taught(found), results_of(found)
    portion = portion_of(request, list(participants_of(found)), fields=len(units))
    posted = request.POST if request.method == "POST" else {}
    rows = []
    for row in portion.rows:
        cells = []
        for unit in units:
            now_ = stands[row.pk, unit.pk].result if (row.pk, unit.pk) in stands else ""
            chosen = posted.get(f"r-{row.pk}-{unit.pk}", now_)
            other = Result(now_).label if clash and now_ and now_ != chosen else ""
            cells.append({"unit": unit, "name": f"r-{row.pk}-{unit.pk}", "chosen": chosen, "other": other})
        rows.append((row, cells))
    seen = ";".join(f"{enrolment}:{unit}:{one.result}" for (enrolment, unit), one in stands.items())
    if posted and not clash:
        seen = posted.get("seen", "")
    context = {
        "batch": found,
        "units": units,
        "rows": rows,
        "portion": portion,
        "form": form,
        "choices": [(one.value, one.label) for one in Result],
        "seen": seen,
        "open": found.state in HELD,
    }
    return page(request, "centre/batches/results.html", context, status=422 if form.errors else 200)


def done_or_raise(form, batch, cells, by):
    """What the act gives; a refusal stands in the form, but a clash is the page's to lay open."""
    try:
        return record_results(batch=batch, cells=cells, by=by, at=now(), today=today(), **form.cleaned_data)
    except ResultsChanged:
        raise
    except ActionDenied as denied:
        field = getattr(denied, "field", None)
        form.add_error(field if field in form.fields else None, str(denied))
        return None


def _cells(posted):
    """Each cell of the grid with what the assessor had before her eyes."""
    seen = {}
    for told in posted.get("seen", "").split(";"):
        parts = told.split(":")
        if len(parts) == 3 and parts[2] in Result.values:
            seen[parts[0], parts[1]] = parts[2]
    for name, value in posted.items():
        if told := CELL.fullmatch(name):
            if value and value not in Result.values:
                raise BadRequest
            yield {
                "enrolment": int(told[1]),
                "unit": int(told[2]),
                "result": value,
                "seen": seen.get((told[1], told[2]), ""),
            }


class FinishForm(forms.Form):
    ended_on = DayField(label=gettext_lazy("Last day"))
    reason = forms.CharField(
        label=gettext_lazy("Why you decide otherwise than the results"), max_length=300, required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def finish(request, code):
    """End the class: who completes it is told by the results, or by the centre with a reason."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    if found.state != BatchState.TRAINING:
        messages.info(request, _("Only a class in training can be completed."))
        return redirect("batch-detail", found.code)
    told, shares = verdicts(found), attendance_of(found)
    form = FinishForm(request.POST or None, initial={"ended_on": min(found.ends_on or today(), today())})
    if form.is_valid():
        decided = {
            one.enrolment.pk: EnrolmentState(value)
            for one in told
            for value in [request.POST.get(f"d-{one.enrolment.pk}", "")]
            if value in (EnrolmentState.COMPLETED, EnrolmentState.FAILED)
        }
        ended = done(
            form, finish_class, batch=found, decided=decided, by=request.user, at=now(), today=today(),
            **form.cleaned_data,
        )  # fmt: skip
        if ended:
            messages.success(request, _("The class is completed; %(n)s graduates are registered.") % {"n": ended[1]})
            return redirect("batch-detail", found.code)
    rows = [
        {
            "verdict": one,
            "label": EnrolmentState(one.state).label if one.state else _("Results missing"),
            "tone": tone_of(EnrolmentState(one.state)) if one.state else "warn",
            "attendance": shares.get(one.enrolment.pk),
            "chosen": request.POST.get(f"d-{one.enrolment.pk}", ""),
        }
        for one in told
    ]
    context = {"batch": found, "rows": rows, "form": form}
    context["ends"] = [(one.value, one.label) for one in (EnrolmentState.COMPLETED, EnrolmentState.FAILED)]
    return page(request, "centre/batches/finish.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@for_roles(*KEEPS)
def leave(request, code):
    """Somebody leaves the class before its end."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    number = request.POST.get("number", "")[:9]
    people = participants_of(found).select_related("batch__centre", "person")
    row = people.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    if row is None:
        messages.error(request, _("Nobody has this number in this class."))
        return redirect("batch-detail", found.code)
    said = _("Noted: no. %(n)s left the class.") % {"n": row.number}
    told = {"on": today(), "reason": request.POST.get("reason", ""), "by": request.user, "at": now()}
    tried(request, said, drop_out, enrolment=row, **told)
    return redirect("batch-detail", found.code)


@require_POST
@for_roles(*TEACHES)
def printed(request, code):
    """The attendance sheet, or the list of participants, as PDF; the list as a workbook. Written into the trail."""
    found = get_object_or_404(batches_in_class(request.viewer), code=code)
    what, kind = request.POST.get("what"), request.POST.get("format")
    if what not in ("sheet", "people") or kind not in ("pdf", "xlsx") or (what == "sheet" and kind == "xlsx"):
        raise Http404
    people, shares = list(participants_of(found)), attendance_of(found)
    told = {"list": f"batch-{what}", "format": kind, "rows": len(people), "people": True}
    record(request.user, "export.made", found, at=now(), changes={name: ["", value] for name, value in told.items()})
    name = f"padan-{found.code}-{'daftar-hadir' if what == 'sheet' else 'peserta'}"
    if kind == "pdf":
        make = printed_sheet if what == "sheet" else printed_participants
        return bytes_response(make(found, people, at=now()), f"{name}.pdf", "application/pdf")
    keeps = may_keep_centre(request.viewer, found.centre)
    header = [_("No."), _("Name"), _("State"), *([_("Phone")] if keeps else []), _("Days in class"), _("Days marked")]
    lines = [
        [
            row.number,
            row.person.name,
            str(EnrolmentState(row.state).label),
            *([row.person.phone] if keeps else []),
            shares[row.pk].there if row.pk in shares else 0,
            shares[row.pk].days if row.pk in shares else 0,
        ]
        for row in people
    ]
    notes = [found.name, found.centre.name]
    return table_response(kind, header, lines, title=_("Participants"), notes=notes, name=name)
