"""A company reads which graduate's business asks for it, says yes, no or other terms, and may take a yes back."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.ventures.actions import answer_backing, end_backing
from padan.ventures.queries import backers_for_company
from padan.ventures.states import BESIDE, TO_ANSWER, BackerState
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.tones import tone_of

THANKS = {
    BackerState.AGREED: gettext_lazy("Recorded. Thank you: this counts from today."),
    BackerState.DECLINED: gettext_lazy("Recorded. Whoever asked hears it; nothing more is asked of you."),
    BackerState.TERMS: gettext_lazy("Recorded. Whoever asked reads your terms and asks you again."),
}


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        widget=forms.RadioSelect,
        choices=[
            (BackerState.AGREED.value, pgettext_lazy("backer", "Yes, we do that")),
            (BackerState.TERMS.value, pgettext_lazy("backer", "Yes, but on other terms")),
            (BackerState.DECLINED.value, pgettext_lazy("backer", "No")),
        ],
    )
    terms = forms.CharField(
        label=gettext_lazy("On which terms?"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Only for “other terms”: what can you do instead?"),
    )
    name = forms.CharField(label=gettext_lazy("Your name and position"), max_length=150)


class EndForm(forms.Form):
    until = DayField(label=gettext_lazy("Until when?"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.COMPANY_OFFICER)
def asked(request, code):
    """By account: one asking of the viewer's company."""
    backer = get_object_or_404(backers_for_company(request.viewer), code=code)
    return answer(request, backer, by=request.user, named=request.user.name, template="industry/backing.html")


def answer(request, backer, *, by, named, template):
    """The page, or what came of one of its buttons."""
    said = {"backer": backer, "by": by, "at": now(), "today": today()}
    posted = request.POST if request.method == "POST" else None
    ends = posted is not None and posted.get("do") == "end"
    form = AnswerForm(None if ends else posted, initial={"name": named})
    ending = EndForm(posted if ends else None, initial={"until": today()}, auto_id="e_%s")
    if ends and ending.is_valid() and done(ending, end_backing, **ending.cleaned_data, **said):
        messages.success(request, _("Recorded: you stand by it no longer. That you did stays."))
        return redirect(request.path)
    if posted is not None and not ends and form.is_valid():
        seen = posted.get("seen", "")
        if done(form, answer_backing, seen=seen, **form.cleaned_data, **said):
            messages.success(request, THANKS[BackerState(form.cleaned_data["answer"])])
            return redirect(request.path)
    if posted is not None:
        backer.refresh_from_db(fields=["state", "words", "terms", "until", "answered_on", "answered_by"])
    venture, state = backer.venture, BackerState(backer.state)
    runs = not venture.ended_on and bool(venture.words)
    context = {
        "backer": backer,
        "venture": venture,
        "centre": venture.graduate.centre,
        "programme": venture.graduate.batch.programme,
        "state": state,
        "tone": tone_of(state),
        "runs": runs,
        "may_answer": runs and state in TO_ANSWER,
        "may_end": state in BESIDE,
        "agreed": state == BackerState.AGREED,
        "form": form,
        "ending": ending,
    }
    return page(request, template, context, status=422 if posted is not None else 200)
