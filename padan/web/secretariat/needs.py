"""Needs: the list, one need in the company's own words, its answer, its withdrawal."""

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.queries.promises import promises_of
from padan.agreements.states import WITH_SIGNATURE
from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.curricula.queries.gap import Reach, ids_within, needs_asked
from padan.needs.actions import (
    answer_need,
    ask_for_needs,
    close_need,
    register_need,
    reopen_need,
    requests_link,
    withdraw_need,
)
from padan.needs.permissions import may_answer_need, may_say_need, may_see_source, may_withdraw_need
from padan.needs.queries import needs_of
from padan.needs.states import NEED_FLOW, STANDING, Ending, NeedState, Strength, WhyNot
from padan.openings.permissions import may_write_for
from padan.organisations.queries import UnknownOrganisation, companies_of, contacts_of, organisation_with_code
from padan.reference.distances import km_between
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.answers import answers_of, news_context
from padan.web.audience import FORUM, READS_NEEDS, STAFF, R, for_roles
from padan.web.forms import DayField
from padan.web.keyset import Key
from padan.web.lines import line_of
from padan.web.link.needs import NeedOfOthersForm
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.secretariat.coding import coded, just_rejected, told_waiting
from padan.web.templatetags.padan import tanggal
from padan.web.wording import told


def _reached(rows, value):
    """Needs that a centre reaches so far: ``full-LBG-…``, as the page of its gap links here."""
    reach, _dash, code = value.partition("-")
    try:
        centre = organisation_with_code(code)
    except UnknownOrganisation:
        return rows.none()
    return rows.filter(pk__in=ids_within(needs_asked(centre.forum_id), centre, reach))


NEEDS = Listing(
    name="need",
    title=_("Needs"),
    lead=_("What companies say they will want, in their own words. The forum answers within seven working days."),
    rows=needs_of,
    order=(Key("said_on", descending=True), Key("pk")),
    search=lambda viewer: "words_key",
    search_label=_("Company or words"),
    filters=(
        choice("state", _("State"), NeedState.choices, "state"),
        choice("strength", _("Strength"), Strength.choices, "strength"),
        day("due_from", _("Needed from"), "due_on__gte"),
        day("due_to", _("Needed until"), "due_on__lte"),
        of_code("company", _("Company code"), "company__code"),
        of_code("occupation", _("Occupation code"), "occupation__code"),
        of_code("unit", _("Unit code"), "units__unit__code"),
        of_code("region", _("Region code"), "region__code"),
        of_code("forum", _("Forum code"), "company__forum__code"),
        Filter(
            "standing",
            forms.ChoiceField(label=_("Still looked for"), required=False, choices=[("", _("All")), ("1", _("Yes"))]),
            lambda rows, value: rows.filter(state__in=STANDING),
            linked=True,
        ),
        Filter(
            "unknown",
            forms.ChoiceField(
                label=_("Not known yet"),
                required=False,
                choices=[
                    ("", "–"),
                    ("occupation", _("Occupation")),
                    ("region", _("Place")),
                    ("due_on", _("Needed by")),
                ],
            ),
            lambda rows, value: rows.filter(**{f"{value}__isnull": True}),
            linked=True,
        ),
        Filter(
            "reach",
            forms.RegexField(
                rf"^({'|'.join(Reach.values)})-[A-Z0-9-]{{1,20}}$",
                label=_("Taught at a centre"),
                required=False,
                max_length=32,
            ),
            _reached,
            linked=True,
        ),
    ),
    see_also=("demand", _("Added up across companies")),
    columns=(
        Column(
            "words",
            _("Need"),
            lambda need: need.words[:120],
            href=lambda need: reverse("need-detail", args=[need.code]),
            under=lambda need: need.company.name,
        ),
        Column("state", _("State"), lambda need: NeedState(need.state), kind="state"),
        Column("head_count", _("People"), lambda need: need.head_count, kind="number", sort="head_count"),
        Column("due_on", _("Needed by"), lambda need: need.due_on, kind="date", sort="due_on", nulls="last"),
        Column("answer_due_on", _("Answer due"), lambda need: need.answer_due_on, kind="date", sort="answer_due_on"),
        Column("company", _("Company"), lambda need: need.company.name, shown=False),
        Column("region", _("Place"), lambda need: need.region and need.region.name, shown=False),
        Column("strength", _("Strength"), lambda need: Strength(need.strength), phone=False),
        Column("said_on", _("Said on"), lambda need: need.said_on, kind="date", sort="said_on"),
        Column("answer", _("Answer"), lambda need: need.answer, shown=False),
        Column("code", _("Code"), lambda need: need.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No needs yet"), _("Write down what a company says, word for word; codes and units can follow later.")
    ),
)


class CloseForm(forms.Form):
    ending = forms.ChoiceField(label=_("How did it end?"), choices=Ending.choices, widget=forms.RadioSelect)
    why_not = forms.ChoiceField(
        label=_("Why not all came"),
        choices=[("", "–"), *WhyNot.choices],
        required=False,
        help_text=_("Leave it empty only if all came."),
    )
    closing_words = forms.CharField(
        label=_("Words to the company"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    closed_on = DayField(label=_("Closed on"))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to the company"), max_length=2000, widget=forms.Textarea({"rows": 4, "autocomplete": "off"})
    )


@require_safe
@for_roles(*READS_NEEDS)
def needs(request):
    return NEEDS.page(request)


@require_POST
@for_roles(*READS_NEEDS)
def export_needs(request):
    return NEEDS.export(request)


@require_safe
@for_roles(*READS_NEEDS)
def need(request, code):
    """One need: its words beside the units made from them, and what became of it."""
    found = get_object_or_404(needs_of(request.viewer), code=code)
    return page(request, "secretariat/needs/detail.html", _context(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def answer(request, code):
    """The forum tells the company what it can do."""
    found = get_object_or_404(needs_of(request.viewer), code=code)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_need(need=found, answered_on=today(), by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, gettext("Answered. The company reads it on its page."))
            return redirect("need-detail", code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/needs/answer.html", {"need": found, "form": form}, status=status)


@require_safe
@for_roles(*READS_NEEDS)
def news(request, code):
    """The page as the company sees it by its link."""
    found = get_object_or_404(needs_of(request.viewer), code=code)
    return page(request, "link/needs/follow.html", news_context(found, today()) | {"by_link": False})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def close(request, code):
    """The forum says how a need ended, and why not all came."""
    found = get_object_or_404(needs_of(request.viewer), code=code)
    form = CloseForm(request.POST or None, initial={"closed_on": today()})
    if form.is_valid() and done(form, close_need, need=found, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, gettext("Closed. The company reads how it ended on its page."))
        return redirect("need-detail", code)
    (answer,) = answers_of([found], today())
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/needs/close.html", {"need": found, "form": form, "answer": answer}, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def reopen(request, code):
    """Somebody is wanted after all."""
    found = get_object_or_404(needs_of(request.viewer), code=code)
    tried(request, gettext("Opened again."), reopen_need, need=found, by=request.user, at=now())
    return redirect("need-detail", code)


@require_POST
@for_roles(R.SECRETARIAT, R.COMPANY_OFFICER)
def withdraw(request, code):
    """The need is taken back; it stays in the books."""
    found = get_object_or_404(needs_of(request.viewer), code=code)
    try:
        withdraw_need(need=found, by=request.user, at=now())
    except ActionDenied as denied:
        return page(request, "secretariat/needs/detail.html", _context(request, found, str(denied)), status=422)
    messages.success(request, gettext("Withdrawn. It stays in the books and is no longer counted."))
    return redirect("need-detail", code)


def _context(request, found, refusal=""):
    viewer, line = request.viewer, line_of(found)
    next_states = NEED_FLOW.allowed_from(found.state)
    staff = viewer.has(*STAFF)
    codes = coded(viewer, found, line)
    return {
        "need": found,
        "state": NeedState(found.state),
        "strength": Strength(found.strength),
        "waiting": _waiting(found),
        "line": line,
        "steps": line.steps(links=viewer.has(*FORUM, R.CENTRE_OFFICER, R.AUDITOR)),
        "programmes": _programmes(line, found) if staff else [],
        "promises": promises_of(viewer)
        .filter(need=found, agreement__state__in=WITH_SIGNATURE)
        .order_by(F("due_on").asc(nulls_last=True), "pk"),
        "trail": told(entries_of(found)),
        "sees_source": may_see_source(viewer, found),
        "may_write_opening": found.state != NeedState.WITHDRAWN and may_write_for(viewer, found.company, found.company),
        "may_answer": found.state == NeedState.OPEN and may_answer_need(viewer, found),
        "may_close": NeedState.CLOSED in next_states and may_answer_need(viewer, found),
        "may_reopen": found.state == NeedState.CLOSED and may_answer_need(viewer, found),
        "may_withdraw": NeedState.WITHDRAWN in next_states and may_withdraw_need(viewer, found),
        "refusal": refusal,
        "undo": just_rejected(request, codes["rejected"]),
        "tally": told_waiting(codes["accepted"], codes["waiting_codes"]) if codes["may_code"] else "",
        **codes,
    }


def _programmes(line, found):
    """(programme, kilometres to it or None, (unit, taught) for each unit, how many) for each that teaches some.

    Those that teach most stand first, the nearer before the farther.
    """
    told = [
        (
            cover.programme,
            km_between(found.region or found.company.region, cover.programme.centre.region),
            [(row, row.unit_id in cover.taught) for row in line.units],
            len(cover.taught),
        )
        for cover in line.covers
    ]
    return sorted(told, key=lambda one: (-one[3], 99_999 if one[1] is None else one[1]))


def _waiting(found):
    """(kind of status, words) for the answer that is due; None when it was given."""
    if found.state != NeedState.OPEN:
        return None
    days = (found.answer_due_on - today()).days
    if days < 0:
        return "bad", ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    return ("warn" if days <= 2 else "wait"), ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT, R.COMPANY_OFFICER)
def new_need(request, code):
    """Write down what a company said, by an officer on a visit or by the company itself."""
    company = _company(request, code)
    form = NeedOfOthersForm(request.POST or None, initial={"said_on": today()})
    if form.is_valid():
        try:
            found = register_need(company=company, by=request.user, at=now(), **form.told())
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(
                request, gettext("Written down. The forum answers by %(day)s.") % {"day": tanggal(found.answer_due_on)}
            )
            return redirect("need-detail", found.code)
    return _new_page(request, company, form, status=422 if request.method == "POST" else 200)


@require_POST
@for_roles(R.SECRETARIAT, R.COMPANY_OFFICER)
def link_for_need(request, code):
    """A link by which somebody of the company says what it needs; shown once."""
    company = _company(request, code)
    recipient = request.POST.get("recipient", "").strip()[:200]
    _link, address = ask_for_needs(company=company, recipient=recipient, by=request.user, at=now())
    text = gettext("%(company)s: which workers do you need? Tell us in two minutes, without an account: %(address)s")
    asked = {"address": address, "whatsapp": whatsapp_link(text % {"company": company.name, "address": address})}
    return _new_page(request, company, NeedOfOthersForm(initial={"said_on": today()}), **asked)


@require_POST
@for_roles(R.SECRETARIAT, R.COMPANY_OFFICER)
def link_for_requests(request, code):
    """A link to everything the company asked for and what became of it; shown once."""
    company = _company(request, code)
    _link, address = requests_link(company=company, recipient="", by=request.user, at=now())
    text = gettext("%(company)s: what became of your requests stands here: %(address)s")
    made = {"news": address, "news_whatsapp": whatsapp_link(text % {"company": company.name, "address": address})}
    return _new_page(request, company, NeedOfOthersForm(initial={"said_on": today()}), **made)


def _company(request, code):
    """A company whose needs the viewer may write."""
    found = get_object_or_404(companies_of(request.viewer), code=code)
    if not may_say_need(request.viewer, found):
        raise Http404
    return found


def _new_page(request, company, form, status=200, **more):
    context = {"company": company, "form": form, "contacts": contacts_of(company)[:50], **more}
    return page(request, "secretariat/needs/new.html", context, status=status)
