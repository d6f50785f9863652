"""About work, by link: the company says that somebody came; the graduate says whether she is still there."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from padan.base.clock import now, today
from padan.base.files import keep
from padan.matching.states import THEIRS, WhyNot
from padan.placements.actions import (
    answer_check_in,
    bring_proof,
    confirm_first_day,
    decline_placement,
    start_placement,
)
from padan.placements.queries import check_in_behind, placement_behind
from padan.placements.states import CheckInAnswer, EndReason, PlacementState, ProofKind
from padan.web.acting import done
from padan.web.forms import DayField, KeptFileField
from padan.web.pages import page
from padan.web.wages import AsksWages, WageField


class CameForm(forms.Form):
    """The day she began; asked only while it is not known."""

    started_on = DayField(label=_("Her first day of work"))


class NoForm(forms.Form):
    """A no of the company; one tap without a choice says that she did not come."""

    why_not = forms.ChoiceField(
        label=_("Reason"), choices=[(one.value, one.label) for one in THEIRS], required=False, initial=WhyNot.ABSENT
    )
    reason = forms.CharField(label=_("More about it"), required=False, max_length=300)

    def clean_why_not(self):
        return self.cleaned_data["why_not"] or WhyNot.ABSENT


class StoppedForm(forms.Form):
    answer = forms.CharField(widget=forms.HiddenInput, initial=CheckInAnswer.STOPPED)
    stopped_on = DayField(label=_("Your last day of work"))
    reason = forms.ChoiceField(
        label=_("Why did it end?"), choices=[("", _("I would rather not say")), *EndReason.choices], required=False
    )


class StillForm(forms.Form):
    answer = forms.ChoiceField(
        choices=[(one.value, one.label) for one in CheckInAnswer if one != CheckInAnswer.STOPPED]
    )


class WageForm(AsksWages, StillForm):
    """The same answer, with what she earns."""

    monthly_wage_idr = WageField(
        label=_("What do you earn a month? (rupiah)"),
        help_text=_("Nobody but your centre sees it; you may leave it out."),
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["answer"].widget = forms.HiddenInput()


class FileForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=ProofKind.choices)
    file = KeptFileField(label=_("Photo or PDF"), help_text=_("Your contract, pay slip or employee card."))


def first_day(request, link):
    """The company: yes, she came; or no, with its reason. What was said stands on the page."""
    placement = get_object_or_404(placement_behind(link))
    said, day = {"placement": placement, "by": link, "at": now()}, today()
    offered = placement.state == PlacementState.OFFERED
    form = CameForm(request.POST if "started_on" in request.POST else None, initial={"started_on": day})
    plain, no = forms.Form(request.POST or None), NoForm(request.POST if "no" in request.POST else None)
    if request.method == "POST":
        acted = None
        if "no" in request.POST:
            acted = no.is_valid() and done(no, decline_placement, **no.cleaned_data, **said)
        elif offered:
            told = {"confirmed_on": day, "today": day, **said}
            acted = form.is_valid() and done(form, start_placement, **form.cleaned_data, **told)
        elif "came" in request.POST:
            form = plain
            acted = plain.is_valid() and done(plain, confirm_first_day, confirmed_on=day, **said)
        if acted:
            return redirect(request.path)
    context = {
        "placement": placement,
        "offered": offered,
        "ended": placement.state == PlacementState.DECLINED,
        "form": form,
        "no": no,
    }
    wrong = form.errors or no.errors
    return page(request, "link/placements/first_day.html", context, status=422 if wrong else 200)


def check_in(request, link):
    """The graduate: still there, in other work, or not any more; then, if she likes, what shows it."""
    found = get_object_or_404(check_in_behind(link))
    said = {"by": link, "at": now()}
    stopped, show = StoppedForm(None), FileForm(None)
    wage = WageForm(initial={"answer": found.answer, "monthly_wage_idr": found.monthly_wage_idr})
    form = forms.Form()
    if request.method == "POST" and "file" in request.FILES:
        form = show = FileForm(request.POST, request.FILES)
        if show.is_valid():
            brought = show.cleaned_data["file"]
            columns = keep(brought.content, called=brought.name)
            told = {"placement": found.placement, "kind": show.cleaned_data["kind"], "through": found}
            if done(show, bring_proof, file=columns, brought_on=today(), **told, **said):
                return redirect(f"{request.path}?berkas=1")
    elif request.method == "POST":
        if request.POST.get("answer") == CheckInAnswer.STOPPED:
            form = stopped = StoppedForm(request.POST)
        elif "monthly_wage_idr" in request.POST:
            form = wage = WageForm(request.POST)
        else:
            form = StillForm(request.POST)
        if form.is_valid() and done(form, answer_check_in, check_in=found, today=today(), **form.cleaned_data, **said):
            return redirect(request.path)
    context = {
        "one": found,
        "placement": found.placement,
        "answer": CheckInAnswer(found.answer) if found.answer else None,
        "form": form,
        "stopped": stopped,
        "show": show,
        "wage": wage,
        "kept": "berkas" in request.GET,
        "may_change": found.placement.state == PlacementState.WORKING,
    }
    return page(request, "link/placements/check_in.html", context, status=422 if form.errors else 200)
