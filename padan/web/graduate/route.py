"""A candidate's own page: where she stands, what comes next, what she may be asked to pay; and how she is."""

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import business_now, now, today
from padan.overseas.actions.check_ins import answer_check_in
from padan.overseas.actions.papers import papers_link
from padan.overseas.actions.payments import payment_link
from padan.overseas.money import written
from padan.overseas.permissions import leads_to_papers
from padan.overseas.queries.ahead import what_lacks
from padan.overseas.queries.candidates import (
    candidate_behind,
    check_in_due,
    contracts_of,
    exams_of,
    fees_of,
    milestones_now,
    next_stage_of,
    routes_of,
    stages_of,
)
from padan.overseas.queries.positions import offers_to
from padan.overseas.states import CandidateState, Currency, ExamResult, HowSheIs, MilestoneKind, StageKind
from padan.web.acting import done, tried
from padan.web.audience import R, for_roles
from padan.web.centre.candidate import wage_told
from padan.web.centre.route import exam_named
from padan.web.pages import page
from padan.web.templatetags.padan import angka
from padan.web.tones import tone_of

OFFERS = 10  # positions her page shows


class HowForm(forms.Form):
    """One tap; words are hers to add."""

    how = forms.ChoiceField(choices=HowSheIs.choices)
    words = forms.CharField(
        label=_("Say more, if you like"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only your training centre and its forum read it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def own(request):
    """Her page by account."""
    found = routes_of(request.viewer.person_id).first()
    if found is None:
        raise Http404
    return answer(request, found, by=request.user, template="graduate/route.html")


def by_link(request, link):
    """Her page by link."""
    found = get_object_or_404(candidate_behind(link))
    return answer(request, found, by=link, template="link/route.html")


def answer(request, found, *, by, template):
    """The page, or what came of one tap."""
    day = today()
    question = check_in_due(found, day)
    form = HowForm(request.POST or None, initial={"how": question.how} if question else None)
    if request.POST.get("do") == "money":
        if request.user.is_authenticated:
            return redirect("graduate-payments")
        return redirect(payment_link(candidate=found, by=by, at=now()))
    if request.POST.get("do") == "papers":
        if request.user.is_authenticated:
            return redirect("own-route-papers")
        if address := tried(request, "", papers_link, candidate=found, by=by, at=now()):
            return redirect(address)
        return redirect(request.path)
    if request.method == "POST":
        if question is None:
            raise BadRequest
        if form.is_valid() and done(
            form, answer_check_in, check_in=question, by=by, at=now(), today=day, **form.cleaned_data
        ):
            return redirect(request.path)
    on_route = found.state == CandidateState.ON_ROUTE
    following = next_stage_of(found) if on_route else None
    if following is not None and following.kind == StageKind.RETURN:
        following = None  # nobody is waited for to come back
    stages = stages_of(found.version)
    happened = milestones_now(found)
    contract = contracts_of(found).first()
    offers = offers_to(found, at=business_now(), day=day) if on_route else []
    context = {
        "candidate": found,
        "to_papers": leads_to_papers(found),
        "on_route": on_route,
        "state": CandidateState(found.state),
        "state_tone": tone_of(CandidateState(found.state)),
        "question": question,
        "said": HowSheIs(question.how) if question and question.how else None,
        "form": form,
        "stages": stages,
        "place": next((at for at, stage in enumerate(stages, 1) if stage.pk == found.stage_id), 0),
        "following": following,
        "lacks": what_lacks(found, following, today=day) if following else [],
        "fees": [(fee, f"{angka(fee.most)} {Currency(fee.currency).label}") for fee in fees_of(found.version)],
        "exams": [
            (one, exam_named(one), ExamResult(one.result), tone_of(ExamResult(one.result))) for one in exams_of(found)
        ],
        "offers": [(one, written(one.wage, one.currency), asks) for one, asks in offers[:OFFERS]],
        "contract": contract,
        "wage": wage_told(contract) if contract else "",
        "papers": [(MilestoneKind(kind), row) for kind, row in happened.items()],
    }
    return page(request, template, context, status=422 if form.errors else 200)
