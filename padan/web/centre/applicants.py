"""Applicants of a batch: the ranked list with scores and choice, and one applicant with her papers."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.training.actions.applications import (
    apply_to_batch,
    bring_paper,
    check_paper,
    choose_applicants,
    own_link,
    reregister,
    score_applicants,
    withdraw_application,
)
from padan.training.notices import words_for
from padan.training.queries.applications import applications_open_to, papers_of, ranked
from padan.training.queries.batches import batches_kept_by
from padan.training.states import BatchState, Check, EnrolmentState, PaperKind, Source
from padan.web.acting import done, tried
from padan.web.audience import for_roles
from padan.web.centre.planning import KEEPS
from padan.web.centre.portions import portion_of
from padan.web.downloads import file_response
from padan.web.pages import page
from padan.web.tones import tone_of

DECISIONS = (EnrolmentState.SELECTED, EnrolmentState.RESERVE, EnrolmentState.REFUSED)
FIELDS = 5
"""Of one applicant in the list: revision, two scores, decision, reason."""


class ApplicantForm(forms.Form):
    """What the centre needs to reach her; everything else comes with her papers."""

    name = forms.CharField(label=gettext_lazy("Name, as on the identity card"), max_length=200)
    phone = forms.CharField(label=gettext_lazy("Phone (WhatsApp)"), max_length=30)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    nik = forms.CharField(
        label=gettext_lazy("NIK"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Can wait. The centre checks it when you bring your identity card."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class Grid(forms.Form):
    """Carries what was refused; the cells are read by hand."""


class ScoreUnread(Exception):
    """A score is not a number."""


def _score(text):
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        score = Decimal(text)
    except InvalidOperation:
        raise ScoreUnread(text) from None
    if not score.is_finite() or not 0 <= score <= 100:
        raise ScoreUnread(text)
    return score.quantize(Decimal("0.01"))


def _revision(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def applicants(request, code):
    """Everybody who applied, the best score first: write scores, then choose."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    rows, form = ranked(found), Grid(request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(form, request.POST, found, rows, request.user):
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    seats = found.capacity
    for place, row in enumerate(rows, start=1):
        row.place = place
    portion = portion_of(request, rows, fields=FIELDS)
    for row in portion.rows:
        row.state_, row.tone = EnrolmentState(row.enrolment.state), tone_of(EnrolmentState(row.enrolment.state))
        row.in_order = sum(paper.state == Check.APPROVED for paper in row.papers.all())
        proposed = EnrolmentState.SELECTED if row.score is not None and row.place <= seats else EnrolmentState.RESERVE
        decided = row.enrolment.state if row.enrolment.state in DECISIONS else proposed
        posted = request.POST if request.method == "POST" else {}
        row.decision = posted.get(f"s-{row.pk}", str(decided))
        row.why = posted.get(f"r-{row.pk}", row.reason)
        row.written_shown = posted.get(f"w-{row.pk}", _plain(row.written_score))
        row.interview_shown = posted.get(f"i-{row.pk}", _plain(row.interview_score))
        row.open = row.withdrawn_on is None
    context = {
        "batch": found,
        "rows": portion.rows,
        "portion": portion,
        "form": form,
        "decisions": [(one.value, one.label) for one in DECISIONS],
        "paper_count": len(PaperKind),
        "interview_weight": 100 - found.written_weight,
        "may_add": found.state in (BatchState.REGISTRATION, BatchState.SELECTION),
        "may_choose": found.state in (BatchState.REGISTRATION, BatchState.SELECTION),
    }
    return page(request, "centre/batches/applicants.html", context, status=422 if form.errors else 200)


def _plain(score):
    return "" if score is None else number_format(score.normalize())


def _kept(form, posted, batch, rows, by):
    """One of the two buttons: scores, or the choice."""
    told = []
    for row in rows:
        if row.withdrawn_on or f"v-{row.pk}" not in posted:
            continue
        one = {"application": row.pk, "revision": _revision(posted[f"v-{row.pk}"])}
        if posted.get("do") == "scores":
            try:
                one |= {"written": _score(posted.get(f"w-{row.pk}", "")),
                        "interview": _score(posted.get(f"i-{row.pk}", ""))}  # fmt: skip
            except ScoreUnread as unread:
                form.add_error(
                    None,
                    _("No. %(n)s: “%(text)s” is no score from 0 to 100.")
                    % {"n": row.enrolment.number, "text": str(unread)[:20]},
                )
                return False
        else:
            state = posted.get(f"s-{row.pk}")
            if state not in DECISIONS:
                raise Http404
            one |= {"state": state, "reason": posted.get(f"r-{row.pk}", "")}
        told.append(one)
    act = score_applicants if posted.get("do") == "scores" else choose_applicants
    return done(form, act, batch=batch, told=told, by=by, at=now()) is not None


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def new_applicant(request, code):
    """Put somebody on the list who stands at the counter."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    form = ApplicantForm(request.POST or None)
    if form.is_valid():
        told = {"by": request.user, "at": now(), "today": today()}
        application = done(form, apply_to_batch, batch=found, **told, **form.cleaned_data)
        if application:
            messages.success(request, _("Registered. Check the papers now, or later."))
            return redirect("application-detail", application.code)
    context = {"form": form, "batch": found}
    return page(request, "centre/batches/applicant_new.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@for_roles(*KEEPS)
def application(request, code):
    """One applicant: where she stands, her papers, her link."""
    return _shown(request, get_object_or_404(applications_open_to(request.viewer), code=code))


def _shown(request, found, *, address="", status=200):
    enrolment = found.enrolment
    state = EnrolmentState(enrolment.state)
    papers = [
        (kind, paper, Check(paper.state) if paper else None, tone_of(Check(paper.state)) if paper else "unknown")
        for kind, paper in papers_of(found)
    ]
    context = {
        "application": found,
        "enrolment": enrolment,
        "batch": enrolment.batch,
        "state": state,
        "tone": tone_of(state),
        "source": Source(found.source),
        "papers": papers,
        "checks": [(one.value, one.label) for one in (Check.APPROVED, Check.REJECTED)],
        "may_withdraw": state in (EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.RESERVE),
        "may_reregister": state == EnrolmentState.SELECTED and not found.reregistered_on,
        "address": address,
    }
    if address:
        _subject, text = words_for(found, address)
        context["whatsapp"] = whatsapp_link(text, enrolment.person.phone)
    return page(request, "centre/batches/application.html", context, status=status)


@require_POST
@for_roles(*KEEPS)
def act_on_application(request, code):
    """A single step: she comes, she does not, or her own link is made."""
    found = get_object_or_404(applications_open_to(request.viewer), code=code)
    told, step = {"application": found, "by": request.user, "at": now()}, request.POST.get("do")
    if step == "link":
        return _shown(request, found, address=own_link(**told))
    if step == "reregister":
        tried(request, _("She is registered again."), reregister, today=today(), **told)
    elif step == "withdraw":
        reason = request.POST.get("reason", "")
        before = found.enrolment.state
        up = tried(request, "", withdraw_application, reason=reason, today=today(), **told)
        if up:
            messages.success(
                request,
                _("No. %(n)s, %(who)s, moves up from the reserve. Tell her.")
                % {"n": up.enrolment.number, "who": up.enrolment.person},
            )
        elif before == EnrolmentState.SELECTED:
            messages.info(request, _("Her place is free; nobody moved up."))
    else:
        raise Http404
    return redirect("application-detail", found.code)


@require_POST
@for_roles(*KEEPS)
def paper(request, code):
    """Bring a paper for her, or say what the centre thinks of one."""
    found = get_object_or_404(applications_open_to(request.viewer), code=code)
    kind = request.POST.get("kind")
    if kind not in PaperKind.values:
        raise Http404
    told = {"application": found, "kind": PaperKind(kind), "by": request.user, "at": now()}
    if file := request.FILES.get("file"):
        tried(request, _("The paper is kept."), bring_paper, file=file, **told)
    elif request.POST.get("to") in (Check.APPROVED, Check.REJECTED):
        to, note = Check(request.POST["to"]), request.POST.get("note", "")
        tried(request, _("Noted."), check_paper, to=to, note=note[:300], **told)
    else:
        messages.error(request, _("Choose a file first."))
    return redirect("application-detail", found.code)


@require_safe
@for_roles(*KEEPS)
def paper_file(request, code):
    """The file of one paper."""
    found = get_object_or_404(applications_open_to(request.viewer), code=code)
    kind = request.GET.get("jenis", PaperKind.KTP)
    kept = dict(papers_of(found)).get(kind)
    if not kept or not kept.file_name:
        raise Http404
    return file_response(kept, f"{found.code}-{kind}")
