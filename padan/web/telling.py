"""A graduate says where she stands: one question a screen, the answer is the button. By link or account, one page.

Without a script each tap is sent and the next question comes; with ``telling.js`` the taps stay on the phone until the
house has them. Every sending says all that was said so far, so one that is sent twice changes nothing.
"""

import re
from dataclasses import replace
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.base.together import Together
from padan.graduates.queries import graduate_of
from padan.matching.shortlists import openings_for
from padan.openings.queries import open_around
from padan.organisations.queries import NOBODY
from padan.outcomes.actions.answers import Facts, Telling, answer_alone, answer_many
from padan.outcomes.actions.proofs import bring_answer_proof, take_answer_proof_back
from padan.outcomes.actions.waves import let_ask_again, send_papers, stop_asking
from padan.outcomes.queries.answers import answer_of_hers, files_behind
from padan.outcomes.queries.waves import (
    companies_known_to,
    courses_of,
    due_on,
    finished,
    is_silent,
    next_question,
)
from padan.outcomes.states import (
    CAN_BE_SHOWN,
    HAS_WORK,
    MONTHS,
    TOLD,
    ProofState,
    ShownBy,
    Status,
    WaveState,
    WhyNotSeeking,
    Window,
)
from padan.people.queries import links_open
from padan.placements.states import Evidence
from padan.training.queries.papers import papers_in_force, taught_in
from padan.ventures.actions import mail_own_link
from padan.web.acting import done, tried
from padan.web.forms import KeptFileField
from padan.web.pages import page
from padan.web.tones import steps_of, tone_of

MOST_SHOWN = 3
LOOKS = {
    Status.EMPLOYED: ("briefcase", gettext_lazy("Working"), gettext_lazy("Paid, permanent or by contract")),
    Status.SELF_EMPLOYED: ("store", gettext_lazy("My own business"), ""),
    Status.STUDYING: ("graduation-cap", gettext_lazy("School or university"), ""),
    Status.APPRENTICESHIP: (
        "pencil-ruler", pgettext_lazy("telling", "Apprenticeship"), gettext_lazy("Learning while working"),
    ),
    Status.SEEKING: ("search", gettext_lazy("Looking for work"), ""),
    Status.NOT_SEEKING: ("house", gettext_lazy("Not looking for work yet"), ""),
}  # fmt: skip
WHERE = {
    Status.EMPLOYED: (gettext_lazy("Where do you work?"), gettext_lazy("Name of the company or shop")),
    Status.APPRENTICESHIP: (gettext_lazy("Where is your apprenticeship?"), gettext_lazy("Name of the company or shop")),
    Status.SELF_EMPLOYED: (gettext_lazy("What is your business?"), gettext_lazy("For example: welding, food stall")),
    Status.STUDYING: (gettext_lazy("Where do you study?"), gettext_lazy("Name of the school or university")),
}
"""The second question by status; who does not look for work is asked why, who looks for it nothing more."""
FITS = (
    (4, gettext_lazy("Exactly what I learned")),
    (3, gettext_lazy("Mostly")),
    (2, gettext_lazy("A little")),
    (1, gettext_lazy("Something else altogether")),
)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[-/ .](\d{4})", re.ASCII)


class MonthField(forms.CharField):
    """A month in a native input (2024-05), or as one types it where there is none (05/2024)."""

    widget = forms.TextInput({"type": "month", "placeholder": "2024-05", "autocomplete": "off"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = _MONTH.fullmatch(text.strip())
        year, month = (int(found[1] or found[4]), int(found[2] or found[3])) if found else (0, 0)
        if not (found and 1 <= month <= 12 and 1950 <= year <= 2100):
            raise forms.ValidationError(_("“%(text)s” is no month. Write it like 2024-05.") % {"text": text[:20]})
        return date(year, month, 1)


class TellForm(forms.Form):
    """All that may be said. Only the status must be."""

    status = forms.ChoiceField(choices=[(status.value, status.label) for status in TOLD])
    where = forms.CharField(required=False, max_length=200)
    typed = forms.CharField(required=False, max_length=200)
    field_fit = forms.TypedChoiceField(
        choices=[("", ""), *((value, "") for value, _label in FITS)], coerce=int, empty_value=None, required=False
    )
    why_not = forms.ChoiceField(choices=[("", ""), *WhyNotSeeking.choices], required=False)

    def facts(self) -> dict:
        """What was said beside the status; nothing about what was left out."""
        told, where = self.cleaned_data, self.cleaned_data["typed"] or self.cleaned_data["where"]
        named = "job" if told["status"] == Status.SELF_EMPLOYED else "employer"
        said = {named: where, "field_fit": told["field_fit"], "why_not": told["why_not"]}
        return {name: value for name, value in said.items() if value not in (None, "")}


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, **more):
        choices = (("", gettext_lazy("I would rather not say")), ("1", gettext_lazy("Yes")), ("0", gettext_lazy("No")))
        super().__init__(choices=choices, coerce="1".__eq__, empty_value=None, required=False, **more)


class MoreForm(forms.Form):
    """What some figures need, for who likes to say it."""

    began_on = MonthField(label=gettext_lazy("Since which month?"), required=False, max_length=20)
    job = forms.CharField(label=gettext_lazy("As what?"), required=False, max_length=200)
    place = forms.CharField(label=gettext_lazy("In which city or regency?"), required=False, max_length=150)
    formal = YesNoField(label=gettext_lazy("Is there a written contract?"))
    abroad = YesNoField(label=gettext_lazy("Is it abroad?"))

    def facts(self, enrolment) -> dict:
        """What was said. A month is told by its first day; the month of finishing by the day she finished."""
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        began, ended = told.get("began_on"), finished(enrolment)
        if began and ended and (began.year, began.month) == (ended.year, ended.month):
            told["began_on"] = ended
        return told


class ProofForm(forms.Form):
    """What shows it. The kinds are those a phone takes or keeps by itself; it makes a JPG of its own pictures then."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=ShownBy.choices)
    file = KeptFileField(
        label=gettext_lazy("Photo or PDF"),
        help_text=gettext_lazy("Cover what is nobody's business, such as your wage or your NIK."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )


def telling_page(request, asked, *, by, template_base):
    """The question at hand, or what came of a tap."""
    do = request.POST.get("do", "tell") if request.method == "POST" else ""
    if do == "stop":
        tried(request, "", stop_asking, asked=asked, by=by, at=now())
        return redirect(request.path)
    if do == "ask":
        tried(request, _("Good. We may ask you again."), let_ask_again, asked=asked, by=by, at=now())
        return redirect(request.path)
    if do == "papers":
        said = _("Sent to the e-mail that is kept of you.")
        tried(request, said, send_papers, asked=asked, by=by, at=now(), today=today())
        return redirect(request.path)
    if do == "business":
        said = _("Sent to the e-mail that is kept of you.")
        tried(request, said, mail_own_link, asked=asked, by=by, at=now(), today=today())
        return redirect(request.path)
    if do == "untake":
        said = _("Taken back. The file is deleted.")
        answer = answer_of_hers(asked)
        held = files_behind([answer.pk]).get(answer.pk, []) if answer else []
        proof = next((one for one in held if one.code == request.POST.get("proof")), None)
        if proof is None:
            raise BadRequest
        tried(request, said, take_answer_proof_back, asked=asked, proof=proof, by=by, at=now(), today=today())
        return redirect(request.path)
    if do not in ("", "tell", "more", "proof"):
        raise BadRequest
    form = TellForm(request.POST if do == "tell" else None)
    if do == "tell" and form.is_valid() and _tell(form, asked.code, form.cleaned_data["status"], form.facts(), by):
        step = request.POST.get("to", "")
        return redirect(f"{request.path}?langkah={step}" if step in ("2", "3") else request.path)
    answer = answer_of_hers(asked)
    more = MoreForm(request.POST if do == "more" else None, initial=_said(answer))
    if do == "more" and answer is not None and more.is_valid():
        facts = more.facts(asked.enrolment)
        if not facts or _tell(more, asked.code, answer.status, facts, by):
            return redirect(request.path)
    show = ProofForm(*((request.POST, request.FILES) if do == "proof" else (None,)))
    if do == "proof" and show.is_valid():
        brought = show.cleaned_data["file"]
        told = {"kind": show.cleaned_data["kind"], "file": keep(brought.content, called=brought.name)}
        if done(show, bring_answer_proof, asked=asked, by=by, at=now(), today=today(), **told):
            messages.success(request, _("The file is kept. Only your centre and its forum's secretariat can open it."))
            return redirect(request.path)
    context = _context(request, asked, answer, form if do == "tell" else more, more, template_base) | {"show": show}
    wrong = form.errors or more.errors or show.errors
    return page(request, "link/telling.html", context, status=422 if wrong else 200)


def asks_by_script(request) -> bool:
    """Whether ``telling.js`` sends what was said."""
    return request.method == "POST" and request.headers.get("Accept") == "application/json"


def kept_by_script(request, token):
    """The word "kept" for the phone with this link, once all who answer at this moment are kept; else None, and what
    is wrong is told by the ordinary way. A phone that waits for others asks the database nothing by itself."""
    form = TellForm(request.POST)
    if not form.is_valid():
        return None
    came = KEEPING.ask(Telling("", form.cleaned_data["status"], token, Facts(**form.facts())))
    return None if came is None or isinstance(came, ActionDenied) else JsonResponse({"kept": True})


def told_by_script(request, code, *, by):
    """Keep what was said to the question with this code; nothing but the word "kept" goes back over the weak line."""
    form = TellForm(request.POST)
    if form.is_valid() and _tell(form, code, form.cleaned_data["status"], form.facts(), by):
        return JsonResponse({"kept": True})
    return JsonResponse({"errors": [str(error) for errors in form.errors.values() for error in errors]}, status=422)


def _keep(tellings):
    """Keep what many say. Who comes with the token of a link, not yet looked up, gets None if it opens nothing."""
    at = now()
    links = links_open([one.by for one in tellings if isinstance(one.by, str)], at=at)
    behind = [_behind(links, one) if isinstance(one.by, str) else one for one in tellings]
    kept = iter(answer_many(tellings=[one for one in behind if one], at=at, today=today()))
    return [one and next(kept) for one in behind]


def _behind(links, telling):
    link = links.get(telling.by)
    return link and replace(telling, code=link.thing_code, by=link)


KEEPING = Together(_keep, most=64)
"""Who answers while the last answers are written to the disk is written with the next: one commit for all of them."""


def _tell(form, code, status, facts, by):
    """Say it. A refusal is told by an act of its own, in the language of this page."""
    telling = Telling(code, status, by, Facts(**facts))
    came = KEEPING.ask(telling)
    return (
        done(form, answer_alone, telling=telling, at=now(), today=today()) if isinstance(came, ActionDenied) else came
    )


def _said(answer) -> dict:
    if answer is None:
        return {}
    told = {name: getattr(answer, name) for name in ("job", "place")}
    yes = {name: {True: "1", False: "0"}.get(getattr(answer, name), "") for name in ("formal", "abroad")}
    return told | yes | {"began_on": f"{answer.began_on:%Y-%m}" if answer.began_on else ""}


def _context(request, asked, answer, form, more, template_base):
    day, due = today(), due_on(asked)
    closed = asked.wave.state != WaveState.OPEN
    early = due is not None and due > day
    step = request.GET.get("langkah", "")
    status = Status(answer.status) if answer else None
    if form.errors and not answer:
        step = "1"
    shown = "done" if answer else "1"
    asks = {"1": True, "2": status in (*WHERE, Status.NOT_SEEKING), "3": status in HAS_WORK}
    if asks.get(step):
        shown = step
    if closed or early:
        shown = "closed"
    enrolment = asked.enrolment
    context = {
        "template_base": template_base,
        "asked": asked,
        "batch": enrolment.batch,
        "courses": courses_of(enrolment),
        "finished": finished(enrolment),
        "due": due,
        "early": early,
        "months": MONTHS[Window(asked.wave.window)],
        "by_account": template_base == "base.html",
        "answer": answer,
        "status": status,
        "shown": shown,
        "form": form,
        "more": more,
        "silent": is_silent(enrolment.person_id),
        "choices": [(one, *LOOKS[one]) for one in TOLD],
        "wheres": [(one, *WHERE[one]) for one in TOLD if one in WHERE],
        "reasons": WhyNotSeeking,
        "fits": FITS,
        "working": HAS_WORK,
        "companies": companies_known_to(enrolment.person_id) if shown in ("1", "2") else [],
    }
    return context | (_given(asked, answer) if shown == "done" else {})


def _given(asked, answer) -> dict:
    """What she gets for answering: openings that fit her, else those around her centre; her certificates."""
    enrolment = asked.enrolment
    graduate, found = graduate_of(enrolment.person_id), []
    if graduate is not None:
        lines = openings_for(graduate, viewer=NOBODY).lines[:MOST_SHOWN]
        found = [(line.thing, line.score, line.lacks) for line in lines]
    title = _("Jobs that fit you")
    if not found:
        units = [row.unit_id for row in taught_in(enrolment.batch)]
        around = open_around(enrolment.batch.centre, units=units, most=MOST_SHOWN)
        asking = [opening for opening in around if opening.fits]
        title = _("Jobs that ask for what you learned") if asking else _("Jobs around your centre")
        found = [(opening, None, "") for opening in asking or around]
    evidence = Evidence(answer.evidence)
    return {
        "told": LOOKS[Status(answer.status)][1] if Status(answer.status) in LOOKS else answer.get_status_display(),
        "where": answer.employer or answer.job,
        "evidence": evidence,
        "steps": steps_of(evidence),
        "openings": found,
        "openings_title": title,
        "papers": len(papers_in_force(enrolment.person_id)),
        "email": _masked(enrolment.person.email),
        "next": next_question(asked, today()),
        "works": answer.status in HAS_WORK,
        "showable": answer.status in CAN_BE_SHOWN,
        "files": [
            (proof, ShownBy(proof.kind), ProofState(proof.state), tone_of(ProofState(proof.state)))
            for proof in files_behind([answer.pk]).get(answer.pk, [])
        ],
        "business": graduate is not None and answer.status == Status.SELF_EMPLOYED,
    }


def _masked(email) -> str:
    """``r•••@contoh.id``: enough for its owner to know it."""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••@{host}" if at else ""
