"""One candidate: where she stands and since when, what is next, what lacks, what happened, what one may write."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.base.readings import Problem, integer
from padan.base.whatsapp import whatsapp_link
from padan.overseas.actions.candidates import (
    advance_candidate,
    end_route,
    keep_ways_to_her,
    put_candidate_back,
    route_link,
    take_up_again,
)
from padan.overseas.actions.exams import record_exam
from padan.overseas.actions.road import (
    change_employer,
    record_contract,
    record_interview,
    record_milestone,
    record_return,
    tell_after_return,
)
from padan.overseas.actions.selection import note_language, record_gate, told_of
from padan.overseas.notices import ask_words
from padan.overseas.permissions import may_keep_candidate
from padan.overseas.queries.ahead import gates_ahead, what_lacks
from padan.overseas.queries.candidates import (
    batches_of_person,
    candidates_of,
    changes_of,
    check_ins_of,
    contracts_of,
    earlier_stages_of,
    exams_of,
    interviews_awaited,
    interviews_of,
    milestones_of,
    next_stage_of,
    progress_of,
    results_of,
    stages_of,
    steps_walked,
)
from padan.overseas.queries.protection import alarms_of_candidate
from padan.overseas.states import (
    AfterReturn,
    AlarmKind,
    AlarmState,
    CandidateState,
    Currency,
    ExamResult,
    GateKind,
    HowSheIs,
    MilestoneKind,
    NumberCheck,
    StageKind,
    StepEnd,
)
from padan.reference.tongues import Level
from padan.trail.queries import entries_of
from padan.training.permissions import may_see_names
from padan.web.acting import Way, done
from padan.web.audience import READS_ROUTE, for_roles
from padan.web.centre.candidates import KEEPS
from padan.web.centre.payments import section_for
from padan.web.centre.route import ExamForm, doubts_told, exam_named, how_told, how_tone
from padan.web.forms import DayField, RowField
from padan.web.pages import page
from padan.web.templatetags.padan import angka
from padan.web.tones import tone_of
from padan.web.wording import told as told_by_trail

LEVELS = [("", "–"), *((level.value, level.label) for level in Level)]
SHOWN = 12  # events; the rest is folded
OPEN_ONES = ("advance", "gate")  # ways that stand under "What is next"


class AdvanceForm(forms.Form):
    on = DayField(label=_("Since which day?"))
    words = forms.CharField(label=_("Remark"), required=False, max_length=300)


class VerdictForm(forms.Form):
    """What came of one step: a figure where the rule has one, else the verdict."""

    on = DayField(label=_("On which day?"))
    passed = forms.TypedChoiceField(
        label=_("Passed?"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reached = forms.DecimalField(
        label=_("Reached"), min_value=0, max_digits=8, decimal_places=2, localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip
    words = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def __init__(self, *args, kind, **more):
        super().__init__(*args, **more)
        del self.fields["passed" if kind == GateKind.NUMBER else "reached"]
        if kind == GateKind.HEALTH:
            del self.fields["words"]


class LanguageForm(forms.Form):
    noted_on = DayField(label=_("As of"))
    level = forms.TypedChoiceField(label=_("Level"), choices=LEVELS, required=False, coerce=int, empty_value=None)
    hours = forms.IntegerField(
        label=_("Hours taught so far"), required=False, min_value=1, max_value=5000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    batch = forms.TypedChoiceField(label=_("In which class?"), required=False, coerce=int, empty_value=None)
    words = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def __init__(self, *args, batches, **more):
        super().__init__(*args, **more)
        self.batches = {one.pk: one for one in batches}
        self.fields["batch"].choices = [("", "–"), *((pk, one.name) for pk, one in self.batches.items())]

    def clean_batch(self):
        return self.batches.get(self.cleaned_data["batch"])


class InterviewField(forms.ModelChoiceField):
    def label_from_instance(self, interview):
        return f"{interview.employer}, {interview.held_on:%Y-%m-%d}"


class InterviewForm(forms.Form):
    interview = InterviewField(None, label=_("Of which talk?"), required=False, empty_label=_("A new one"))
    employer = forms.CharField(label=_("Employer"), max_length=200)
    held_on = DayField(label=_("Held on, or agreed for"))
    result = forms.ChoiceField(label=_("Result"), choices=ExamResult.choices)
    words = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def __init__(self, *args, candidate, **more):
        super().__init__(*args, **more)
        self.fields["interview"].queryset = interviews_awaited(candidate)


class ContractForm(forms.Form):
    employer = forms.CharField(label=_("Employer"), max_length=200)
    place = forms.CharField(label=_("Place of work"), max_length=200, help_text=_("Town and prefecture."))
    work = forms.CharField(label=_("Work"), required=False, max_length=200)
    wage = forms.CharField(
        label=_("Wage a month"), max_length=20, widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("Whole units, before tax, such as 185.000."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.JPY)
    hours_a_week = forms.DecimalField(
        label=_("Hours a week"), required=False, max_digits=4, decimal_places=1, localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip
    lodging = forms.CharField(
        label=_("Lodging"), required=False, max_length=200, help_text=_("Who gives it, and what it costs her.")
    )
    signed_on = DayField(label=_("Signed on"))
    starts_on = DayField(label=_("First day of work"), required=False)
    ends_on = DayField(label=_("Last day of work"), required=False)

    def clean_wage(self):
        read = integer(self.cleaned_data["wage"], 10**12)
        if isinstance(read, Problem) or not read:
            raise ValidationError(gettext("Write the amount in whole units, such as 185.000."))
        return read


class MilestoneForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Which paper or day?"), choices=[one for one in MilestoneKind.choices if one[0] != MilestoneKind.RETURN]
    )
    on = DayField(label=_("On which day?"))
    number = forms.CharField(
        label=_("Number"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("COE, SISKOP2MI, E-PMI and visa have one; of a departure the flight."),
    )  # fmt: skip
    valid_until = DayField(label=_("Valid until"), required=False)
    words = forms.CharField(label=_("Remark"), required=False, max_length=300)


class BackForm(forms.Form):
    stage = RowField(None, label=_("Back to which stage?"))
    on = DayField(label=_("Since which day?"))
    words = forms.CharField(label=_("Why?"), max_length=300)

    def __init__(self, *args, candidate, **more):
        super().__init__(*args, **more)
        self.fields["stage"].queryset = earlier_stages_of(candidate)


class EndForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(one.value, one.label) for one in (CandidateState.NOT_PASSED, CandidateState.WITHDRAWN)],
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("On which day?"))
    words = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("So that she and her family can be told. She may try again.")
    )


class AgainForm(forms.Form):
    on = DayField(label=_("Since which day?"))
    words = forms.CharField(label=_("What has changed?"), max_length=300)


class EmployerForm(forms.Form):
    employer = forms.CharField(label=_("New employer"), max_length=200)
    place = forms.CharField(label=_("Place of work"), required=False, max_length=200)
    changed_on = DayField(label=_("Since which day?"))
    why = forms.CharField(label=_("Why?"), max_length=300)


class ReturnForm(forms.Form):
    on = DayField(label=_("Back since"))
    why = forms.CharField(
        label=_("Why did she come back?"), max_length=300, help_text=_("The contract ended, or what happened.")
    )
    after_return = forms.ChoiceField(
        label=_("What does she do now?"), choices=AfterReturn.choices, initial=AfterReturn.UNKNOWN
    )


class AfterForm(forms.Form):
    after_return = forms.ChoiceField(label=_("What does she do now?"), choices=AfterReturn.choices)


class ReachForm(forms.Form):
    kin_name = forms.CharField(label=_("Whom of her family to reach"), required=False, max_length=150)
    kin_is = forms.CharField(
        label=_("What they are to her"), required=False, max_length=60, help_text=_("Such as: mother, husband.")
    )
    kin_phone = forms.CharField(
        label=_("Phone of the family"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"})
    )
    phone_abroad = forms.CharField(
        label=_("Her phone in Japan"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"})
    )
    field = forms.CharField(label=_("Field of work"), required=False, max_length=100)


@require_safe
@for_roles(*READS_ROUTE)
def candidate(request, code):
    """One candidate on one page."""
    found = get_object_or_404(candidates_of(request.viewer), code=code)
    return _page(request, found, ways_of(request, found))


@require_POST
@for_roles(*KEEPS)
def record_for_candidate(request, code):
    """One of the acts that the page offers."""
    found = get_object_or_404(candidates_of(request.viewer), code=code)
    do = request.POST.get("do", "")
    ways = ways_of(request, found, do)
    way = next((one for one in ways if one.do == do), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and (made := done(way.form, way.act, **way.form.cleaned_data)):
        if do == "link":
            text = ask_words(found, made)
            link = {"text": text, "whatsapp": whatsapp_link(text, found.person.phone)}
            return _page(request, found, ways_of(request, found), link=link)
        messages.success(request, gettext("Recorded."))
        return redirect("candidate-detail", code)
    return _page(request, found, ways, status=422)


def ways_of(request, found, posted=""):
    """What this viewer may write on this route now; the one posted holds what was sent."""
    if not may_keep_candidate(request.viewer, found):
        return []
    on_route = found.state == CandidateState.ON_ROUTE
    made = _on_route(request, found, posted) if on_route else _off_route(request, found, posted)
    stands = {name: getattr(found, name) for name in ReachForm.base_fields}
    reach = ReachForm(_bound(request, posted, "reach"), initial=stands, auto_id="reach_%s")
    made.append(
        Way("reach", _("Family, phone, field"), reach, _act(request, found, keep_ways_to_her, dated=False), _("Save"))
    )
    return made


def _bound(request, posted, do):
    return request.POST if posted == do else None


def _act(request, found, function, *, dated=True, **fixed):
    said = {"candidate": found, "by": request.user, "at": now(), **fixed}
    said |= {"today": today()} if dated else {}
    return lambda **told: function(**told, **said)


def _on_route(request, found, posted):
    day = today()
    happened = {row.kind for row in milestones_of(found) if row.replaced_on is None}
    abroad, departed = MilestoneKind.ARRIVAL in happened, MilestoneKind.DEPARTURE in happened

    def way(do, title, form, function, step, *, start=None, dated=True, **more):
        made = form(_bound(request, posted, do), initial=start or {}, auto_id=f"{do}_%s", **more)
        return Way(do, title, made, _act(request, found, function, dated=dated), step)

    following = next_stage_of(found)
    ways = []
    if following is not None and following.kind != StageKind.RETURN:
        form = AdvanceForm(_bound(request, posted, "advance"), initial={"on": day}, auto_id="advance_%s")
        act = _act(request, found, advance_candidate, seen=found.stage.key)
        ways.append(Way("advance", following.name, form, act, _("Record the step")))
    for ahead in gates_ahead(found, following):
        do = f"gate-{ahead.gate.pk}"
        form = VerdictForm(_bound(request, posted, do), kind=ahead.gate.kind, initial={"on": day}, auto_id=f"{do}_%s")
        act = _act(request, found, record_gate, gate=ahead.gate)
        ways.append(Way(do, ahead.gate.words, form, act, _("Record the result")))
    ways += [
        way("exam", _("An exam"), ExamForm, record_exam, _("Record the exam"),
            start={"result": ExamResult.WAITING, "field": found.field}),
        way("language", _("Her Japanese"), LanguageForm, note_language, _("Note it"), start={"noted_on": day},
            batches=batches_of_person(found)),
        way("interview", _("A talk with an employer"), InterviewForm, record_interview, _("Record the talk"),
            start={"result": ExamResult.WAITING}, candidate=found),
        way("contract", _("A contract"), ContractForm, record_contract, _("Record the contract"),
            start={"currency": Currency.JPY}),
        way("milestone", _("A paper or a day: COE, visa, departure"), MilestoneForm, record_milestone, _("Record it"),
            start={"on": day}),
    ]  # fmt: skip
    if abroad:
        ways += [
            way("employer", _("She changed her employer"), EmployerForm, change_employer, _("Record the change")),
            way("return", _("She is back"), ReturnForm, record_return, _("Record her return"), start={"on": day}),
        ]
    if not departed:
        if found.stage.position > 1:
            ways.append(
                way("back", _("Back to an earlier stage"), BackForm, put_candidate_back, _("Put her back"),
                    start={"on": day}, candidate=found)
            )  # fmt: skip
        ways.append(way("end", _("Her route ends"), EndForm, end_route, _("End her route"), start={"on": day}))
    ways.append(
        way("link", _("Her own page by link"), forms.Form, route_link, _("Prepare a WhatsApp message"), dated=False)
    )
    return ways


def _off_route(request, found, posted):
    if found.state == CandidateState.RETURNED:
        form = AfterForm(
            _bound(request, posted, "after"), initial={"after_return": found.after_return}, auto_id="after_%s"
        )
        act = _act(request, found, tell_after_return, dated=False)
        return [Way("after", _("What she does now"), form, act, _("Save"))]
    form = AgainForm(_bound(request, posted, "again"), initial={"on": today()}, auto_id="again_%s")
    return [Way("again", _("She tries again"), form, _act(request, found, take_up_again), _("Take her up again"))]


@dataclass(frozen=True)
class Event:
    """Something that happened on her way, as one reads it."""

    on: date
    words: str
    more: str = ""


ENDS = {StepEnd.NOT_PASSED, StepEnd.WITHDRAWN, StepEnd.BACK, StepEnd.MOVED}


def events_of(found, kept) -> list[Event]:
    """What happened, the latest first: stages, steps of a selection, exams, talks, contracts, papers, answers."""
    events = []
    for step in kept["steps"]:
        events.append(Event(step.entered_on, gettext("Came to “%(stage)s”") % {"stage": step.stage.name}))
        if step.end in ENDS:
            told = {"end": StepEnd(step.end).label, "stage": step.stage.name}
            events.append(Event(step.left_on, gettext("%(end)s, at “%(stage)s”") % told, step.words))
    events += [Event(one.on, told_of(one), one.words) for one in kept["results"]]
    events += [
        Event(one.taken_on, f"{exam_named(one)}: {ExamResult(one.result).label}", _points(one)) for one in kept["exams"]
    ]
    events += [Event(one.noted_on, gettext("Japanese: %(how)s") % {"how": language_told(one)}, one.words)
               for one in kept["progress"]]  # fmt: skip
    for one in kept["interviews"]:
        told = {"employer": one.employer, "result": ExamResult(one.result).label}
        events.append(Event(one.held_on, gettext("Talk with %(employer)s: %(result)s") % told, one.words))
    for one in kept["contracts"]:
        told = {"employer": one.employer, "wage": wage_told(one)}
        events.append(Event(one.signed_on, gettext("Contract with %(employer)s, %(wage)s a month") % told, one.place))
    events += [Event(one.on, str(MilestoneKind(one.kind).label), one.words) for one in kept["milestones"]]
    for one in kept["changes"]:
        events.append(
            Event(one.changed_on, gettext("Works for %(employer)s now") % {"employer": one.employer}, one.why)
        )
    for one in kept["check_ins"]:
        if one.answered_at:
            told = {"n": one.months, "how": HowSheIs(one.how).label}
            events.append(Event(one.answered_at.date(), gettext("After %(n)s months: “%(how)s”") % told))
    return sorted(events, key=lambda event: event.on, reverse=True)


def _points(attempt):
    return gettext("%(points)s points") % {"points": angka(attempt.score)} if attempt.score is not None else ""


def wage_told(contract) -> str:
    return f"{angka(contract.wage)} {Currency(contract.currency).label}"


def language_told(progress) -> str:
    parts = [str(Level(progress.level).label)] if progress.level else []
    if progress.hours:
        parts.append(gettext("%(n)s hours") % {"n": angka(progress.hours)})
    return ", ".join(parts)


def _together(lacks):
    """What lacks, by its way out and who asks for it: (way, source, sentences)."""
    found: dict[tuple, list] = {}
    for lack in lacks:
        found.setdefault((lack.way, lack.source), []).append(lack.words)
    return [(way, source, some) for (way, source), some in found.items()]


def _page(request, found, ways, *, link=None, status=200):
    on_route = found.state == CandidateState.ON_ROUTE
    following = next_stage_of(found) if on_route else None
    returns = following is not None and following.kind == StageKind.RETURN
    stages = stages_of(found.version)
    kept = {
        "steps": steps_walked(found),
        "results": results_of(found),
        "exams": list(exams_of(found)),
        "progress": progress_of(found),
        "interviews": list(interviews_of(found)),
        "contracts": list(contracts_of(found)),
        "milestones": list(milestones_of(found)),
        "changes": list(changes_of(found)),
        "check_ins": list(check_ins_of(found)),
    }
    came = {step.stage_id: step.entered_on for step in kept["steps"] if step.stage.position <= found.stage.position}
    newest = {}
    for result in reversed(kept["results"]):
        newest[result.gate_id] = result
    gates = [
        {"way": way, "result": newest.get(int(way.do.removeprefix("gate-")))}
        for way in ways
        if way.do.startswith("gate-")
    ]
    for gate in gates:
        gate["told"] = told_of(gate["result"]) if gate["result"] else ""
    events = events_of(found, kept)
    context = {
        **section_for(request.viewer, found),
        "alarms": [
            (one, AlarmKind(one.kind), AlarmState(one.state), tone_of(AlarmState(one.state)))
            for one in alarms_of_candidate(request.viewer, found)
        ],
        "candidate": found,
        "named": may_see_names(request.viewer),
        "keeps": may_keep_candidate(request.viewer, found),
        "state": CandidateState(found.state),
        "state_tone": tone_of(CandidateState(found.state)),
        "on_route": on_route,
        "days": (today() - found.stage_since).days,
        "slow": on_route and found.stage.days is not None and (today() - found.stage_since).days > found.stage.days,
        "stages": stages,
        "walked": [(stage, came.get(stage.pk)) for stage in stages],
        "place": next((at for at, stage in enumerate(stages, 1) if stage.pk == found.stage_id), 0),
        "following": following,
        "returns": returns,
        "lacks": _together(what_lacks(found, following, today=today())) if following and not returns else [],
        "gates": gates,
        "advance": next((way for way in ways if way.do == "advance"), None),
        "ways": [way for way in ways if not way.do.startswith(OPEN_ONES)],
        "exams": [
            {
                "attempt": one,
                "name": exam_named(one),
                "result": ExamResult(one.result),
                "tone": tone_of(ExamResult(one.result)),
                "trust": NumberCheck(one.trust) if one.number else None,
                "trust_tone": tone_of(NumberCheck(one.trust)),
                "doubts": doubts_told(one),
            }
            for one in kept["exams"]
        ],
        "contracts": [(one, wage_told(one)) for one in kept["contracts"]],
        "papers": [one for one in kept["milestones"] if one.replaced_on is None],
        "check_ins": [(one, how_told(one), how_tone(one)) for one in kept["check_ins"]],
        "today": today(),
        "events": events[:SHOWN],
        "earlier": events[SHOWN:],
        "link": link,
        "trail": told_by_trail(entries_of(found)),
    }
    return page(request, "overseas/candidate.html", context, status=status)
