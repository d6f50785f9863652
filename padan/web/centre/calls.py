"""The call sheet of a wave, and one person of it: call, write down what she or somebody for her said, write to her."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import business_now, now, today
from padan.base.whatsapp import whatsapp_link
from padan.outcomes.actions.answers import Facts
from padan.outcomes.actions.calls import answer_by_call, note_call
from padan.outcomes.actions.channels import prepare_by_hand
from padan.outcomes.actions.posters import issue_poster, withdraw_poster
from padan.outcomes.actions.waves import change_number, stop_asking
from padan.outcomes.permissions import may_settle, may_write_answer
from padan.outcomes.printing import printed_calls, printed_poster
from padan.outcomes.queries.answers import answers_at_window, conflicts_of, files_behind
from padan.outcomes.queries.following import calls_due, calls_of, followed_by
from padan.outcomes.queries.waves import asked_of, finished, waves_of
from padan.outcomes.states import (
    PROXIES,
    TOLD,
    AnswerTeller,
    AskedState,
    CallResult,
    Channel,
    Status,
    WaveState,
    WhyNotSeeking,
)
from padan.placements.states import Evidence
from padan.trail.actions import record
from padan.training.permissions import may_see_names
from padan.training.queries.batches import batches_in_class
from padan.web.acting import Way, done, tried
from padan.web.audience import READS_PEOPLE, for_roles
from padan.web.centre.waves import FOLLOWS, KEEPS
from padan.web.downloads import bytes_response, table_response
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal_pendek
from padan.web.tones import steps_of, tone_of

MOST_SHOWN = 60
MOST_PRINTED = 500
QUICK = ("status", "teller")  # what a call always tells; the rest is folded away
YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class AnswerForm(forms.Form):
    """What was said on the phone. Only the status must be told."""

    status = forms.ChoiceField(
        label=_("Status"), choices=[(one.value, one.label) for one in (*TOLD, Status.NOT_WORKING)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    teller = forms.ChoiceField(
        label=_("Who said it?"),
        choices=[(one.value, one.label) for one in (AnswerTeller.HERSELF, *PROXIES, AnswerTeller.EMPLOYER)],
        initial=AnswerTeller.HERSELF,
        help_text=_("Somebody who speaks for her counts less than she herself, and is named beside the answer."),
    )
    job = forms.CharField(label=_("Work"), max_length=200, required=False)
    employer = forms.CharField(label=_("Where: company, own business or school"), max_length=200, required=False)
    place = forms.CharField(label=_("Town or regency"), max_length=150, required=False)
    began_on = DayField(label=_("Since"), required=False)
    field_fit = forms.TypedChoiceField(
        label=_("Fits what she learnt?"),
        choices=[("", _("Not known")), (4, _("Fully")), (3, _("Mostly")), (2, _("Hardly")), (1, _("Not at all"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    formal = forms.ChoiceField(label=_("Written contract?"), choices=YES_NO, required=False)
    abroad = forms.ChoiceField(label=_("Abroad?"), choices=YES_NO, required=False)
    why_not = forms.ChoiceField(
        label=_("If she does not seek: why?"), choices=[("", _("Not known")), *WhyNotSeeking.choices], required=False
    )
    source = forms.CharField(
        label=_("Note"), max_length=200, required=False,
        help_text=_("For the employer's word: whom you spoke to."),
    )  # fmt: skip

    def told(self):
        """The arguments of the act."""
        data = dict(self.cleaned_data)
        known = {"yes": True, "no": False, "": None}
        facts = {name: data[name] for name in ("job", "employer", "place", "began_on", "field_fit", "why_not")}
        facts |= {name: known[data[name]] for name in ("formal", "abroad")}
        return {"facts": Facts(**facts), **{name: data[name] for name in ("status", "teller", "source")}}


class CallForm(forms.Form):
    result = forms.ChoiceField(
        label=_("What came of the call?"),
        choices=[(one.value, one.label) for one in CallResult if one != CallResult.SPOKE],
        initial=CallResult.NO_ANSWER,
    )
    again_on = DayField(label=_("Call again on"), required=False)


class NumberForm(forms.Form):
    number = forms.CharField(label=_("New number"), max_length=30, widget=forms.TextInput({"type": "tel"}))


@require_safe
@for_roles(*FOLLOWS)
def calls(request, code):
    """Whom to call today, the least tried first."""
    wave, rows = _sheet(request, code)
    context = {
        "wave": wave,
        "calls": list(rows[:MOST_SHOWN]),
        "total": rows.count(),
        "names": may_see_names(request.viewer),
    }
    return page(request, "centre/tracing/calls.html", context)


@require_POST
@for_roles(*FOLLOWS)
def calls_file(request, code):
    """The call sheet on paper, or as rows; written into the trail, for it holds names and numbers."""
    wave, rows = _sheet(request, code)
    kind = request.POST.get("format")
    if kind not in ("pdf", "xlsx", "csv"):
        raise BadRequest
    found = list(rows[:MOST_PRINTED])
    told = {"list": "calls", "format": kind, "rows": len(found), "wave": wave.code, "people": True}
    record(request.user, "export.made", changes={name: ["", value] for name, value in told.items()})
    names = may_see_names(request.viewer)
    name = f"lembar-telepon-{wave.code}"
    if kind == "pdf":
        pdf = printed_calls(wave, found, names=names, at=now())
        return bytes_response(pdf, f"{name}.pdf", "application/pdf", shown=True)
    header = [_("Participant"), _("Name"), _("Phone"), _("Class"), _("Tries"), _("Last tried"), _("Asked")]
    lines = (
        [
            one.enrolment.code, one.enrolment.person.name if names else "", one.enrolment.person.phone if names else "",
            one.enrolment.batch.name, one.tries, one.last_on, one.asked_at and tanggal_pendek(one.asked_at),
        ]
        for one in found
    )  # fmt: skip
    notes = [wave.title, gettext("This file holds data about persons. Keep it no longer than you need it.")]
    title = gettext("Call sheet")
    return table_response(kind, [str(one) for one in header], lines, title=title, notes=notes, name=name, below=notes)


def _sheet(request, code):
    wave = get_object_or_404(waves_of(request.viewer), code=code)
    rows = calls_due(request.viewer, wave, today=today(), at=business_now())
    return wave, rows if wave.state == WaveState.OPEN else rows.none()


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_PEOPLE)
def one(request, code):
    """One person of a wave: her number to tap, what was told so far, and forms for what comes of the call."""
    found = get_object_or_404(asked_of(request.viewer), code=code)
    posted = request.POST.get("do", "")
    form, ways = _acts(request, found, posted)
    if request.method == "POST":
        way = next((one for one in ways if one.do == posted), None)
        if posted == "answer" and form is not None:
            acted = form.is_valid() and done(form, answer_by_call, asked=found, **form.told(), **_said(request))
        elif way is not None:
            acted = way.form.is_valid() and done(way.form, way.act, **way.form.cleaned_data)
        else:
            raise BadRequest
        if acted:
            messages.success(request, gettext("Recorded."))
            return redirect("asked-detail", code) if posted == "number" else _next(request, found)
    return _page(request, found, form, ways, status=422 if request.method == "POST" else 200)


def _said(request):
    return {"by": request.user, "at": now(), "today": today()}


def _next(request, found):
    """To the next one on the call sheet; back to the sheet when nobody is left."""
    rows = calls_due(request.viewer, found.wave, today=today(), at=business_now()).exclude(pk=found.pk)
    following = rows.first()
    return redirect("asked-detail", following.code) if following else redirect("wave-calls", found.wave.code)


def _acts(request, found, posted):
    """(the form of an answer, other acts) that the viewer may do now; the one posted holds what was sent."""
    open_to = request.viewer.has(*FOLLOWS) and may_write_answer(request.viewer, found.enrolment)
    if not open_to or found.wave.state != WaveState.OPEN:
        return None, []

    def bound(do):
        return request.POST if posted == do else None

    def call(**told):
        return note_call(asked=found, **told, **_said(request))

    def number(**told):
        return change_number(asked=found, **told, by=request.user, at=now())

    def stop():
        return stop_asking(asked=found, by=request.user, at=now())

    ways = [
        Way("call", _("No answer this time"), CallForm(bound("call")), call, _("Note the call")),
        Way("number", _("Another number"), NumberForm(bound("number")), number, _("Keep the new number")),
    ]
    if found.state != AskedState.STOPPED:
        ways.append(
            Way("stop", _("She wants no questions"), forms.Form(bound("stop")), stop, _("Ask her nothing more"))
        )
    form = AnswerForm(bound("answer"))
    if not may_settle(request.viewer, found.enrolment):
        form.fields["teller"].choices = [
            (value, label) for value, label in form.fields["teller"].choices if value != AnswerTeller.EMPLOYER
        ]
    return form, ways


@require_POST
@for_roles(*FOLLOWS)
def message(request, code):
    """The words for WhatsApp with a fresh link, to be sent by hand."""
    found = get_object_or_404(followed_by(request.viewer), code=code)
    prepared = tried(request, "", prepare_by_hand, asked=[found], **_said(request))
    if not prepared:
        messages.error(request, gettext("She may not be asked now: her month has not come, or she wants no questions."))
        return redirect("asked-detail", code)
    text = prepared[0].text
    link = {"text": text, "whatsapp": whatsapp_link(text, found.enrolment.person.phone)}
    found.refresh_from_db(fields=["state", "asked_at", "reminded_at", "reminders", "channel"])
    return _page(request, found, *_acts(request, found, ""), link=link)


def _page(request, found, form, ways, *, link=None, status=200):
    viewer, person = request.viewer, found.enrolment.person
    names = may_see_names(viewer)
    conflicts = conflicts_of(viewer).filter(enrolment=found.enrolment_id, window=found.wave.window)
    context = {
        "one": found,
        "wave": found.wave,
        "who": (person.name if names else "") or found.enrolment.code,
        "person": person,
        "names": names,
        "writes": form is not None,
        "may_write": form is not None and bool(person.phone) and found.state != AskedState.STOPPED,
        "state": AskedState(found.state),
        "tone": tone_of(AskedState(found.state)),
        "channel": Channel(found.channel) if found.channel else None,
        "finished": finished(found.enrolment),
        "answers": told_rows(
            answers_at_window(found.enrolment_id, found.wave.window),
            files=viewer.has(*KEEPS) and may_settle(viewer, found.enrolment),
        ),
        "conflict": conflicts.first(),
        "calls": list(calls_of(found)),
        "form": form,
        "quick": [form[name] for name in QUICK] if form else [],
        "further": [form[name] for name in form.fields if name not in QUICK] if form else [],
        "open": form is not None and any(name not in QUICK for name in form.errors),
        "ways": ways,
        "link": link,
    }
    return page(request, "centre/tracing/asked.html", context, status=status)


def told_row(answer):
    """One answer with who told it and on what evidence, ready to be drawn."""
    evidence, teller = Evidence(answer.evidence), AnswerTeller(answer.teller)
    return {
        "answer": answer,
        "status": Status(answer.status),
        "teller": teller,
        "by_proxy": teller in PROXIES,
        "evidence": evidence,
        "steps": steps_of(evidence),
    }


def told_rows(answers, *, files):
    """Answers ready to be drawn; ``files``: with what shows them, for who may open it."""
    rows = [told_row(answer) for answer in answers]
    behind = files_behind([row["answer"].pk for row in rows]) if files else {}
    return [row | {"files": behind.get(row["answer"].pk, [])} for row in rows]


@require_POST
@for_roles(*FOLLOWS)
def poster(request, code):
    """The poster of a class as PDF: its square opens the door where each says who she is."""
    batch = get_object_or_404(batches_in_class(request.viewer), code=code)
    made = tried(request, "", issue_poster, batch=batch, **_said(request))
    if made is None:
        return redirect("batch-detail", code)
    pdf = printed_poster(batch, made, at=now())
    return bytes_response(pdf, f"poster-{batch.code}.pdf", "application/pdf", shown=True)


@require_POST
@for_roles(*FOLLOWS)
def withdraw(request, code):
    """Close the door of one poster."""
    batch = get_object_or_404(batches_in_class(request.viewer), code=code)
    said = gettext("Withdrawn. Whoever scans this poster is told so; the others stay valid.")
    tried(request, said, withdraw_poster, batch=batch, code=request.POST.get("poster", ""), by=request.user, at=now())
    return redirect("batch-detail", code)
