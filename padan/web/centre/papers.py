"""Papers of a centre: drafted for a class, signed many at once, looked at, revoked, corrected, handed over."""

from django import forms
from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.errors import ActionDenied, PadanError
from padan.base.whatsapp import whatsapp_link
from padan.organisations.queries import centres_kept_by
from padan.people.queries import address_of
from padan.trail.queries import entries_of
from padan.training.actions.papers import (
    MOST_AT_ONCE,
    correct_paper,
    draft_papers,
    number_paper,
    record_inked,
    revoke_paper,
    set_series,
    share_paper,
    sign_papers,
    withdraw_paper,
)
from padan.training.permissions import may_issue_papers, may_see_names
from padan.training.printing import printed_certificate
from padan.training.queries.batches import batches_of
from padan.training.queries.papers import (
    papers_in,
    papers_of,
    papers_to_sign,
    sample_number,
    series_of,
    successor_of,
)
from padan.training.states import CertificateKind, CertificateMode, CertificateState, RevokeReason
from padan.web.acting import done, tried
from padan.web.audience import READS_PEOPLE, R, for_roles
from padan.web.downloads import bytes_response, file_response
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.secretariat.signing import KeyForm, freshly, new_key
from padan.web.tones import tone_of
from padan.web.wording import told

KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
OWN_OR_KEPT = (*READS_PEOPLE, R.GRADUATE)
PLACE = "<!-- rows -->"

PAPERS = Listing(
    name="paper",
    title=gettext_lazy("Certificates"),
    rows=papers_of,
    order=order_of("-pk"),
    search=lambda viewer: "",
    search_label="",
    filters=(
        Filter(
            "number",
            forms.CharField(label=gettext_lazy("Certificate number"), required=False, max_length=100),
            lambda rows, number: rows.filter(number__iexact=number.strip()),
        ),
        choice("state", gettext_lazy("State"), CertificateState.choices, "state"),
        choice("kind", gettext_lazy("Kind"), CertificateKind.choices, "kind"),
        day("from", gettext_lazy("Issued from"), "issued_on__gte"),
        day("to", gettext_lazy("Issued until"), "issued_on__lte"),
        of_code("batch", gettext_lazy("Class code"), "enrolment__batch__code"),
    ),
    personal=True,
    columns=(
        Column(
            "number",
            gettext_lazy("Certificate number"),
            lambda paper: paper.number,
            href=lambda paper: reverse("paper-detail", args=[paper.code]),
            under=lambda paper: CertificateKind(paper.kind).label,
        ),
        Column("kind", gettext_lazy("Kind"), lambda paper: CertificateKind(paper.kind).label, shown=False),
        Column("state", gettext_lazy("State"), lambda paper: CertificateState(paper.state), kind="state"),
        Column("name", gettext_lazy("Name"), lambda paper: paper.enrolment.person.name, open_to=may_see_names),
        Column("batch", gettext_lazy("Class"), lambda paper: paper.enrolment.batch.name),
        Column("programme", gettext_lazy("Programme"), lambda paper: paper.enrolment.batch.programme.name, shown=False),
        Column("issued_on", gettext_lazy("Issued"), lambda paper: paper.issued_on, kind="date"),
        Column("valid_until", gettext_lazy("Valid until"), lambda paper: paper.valid_until, kind="date", phone=False),
        Column("code", gettext_lazy("Code"), lambda paper: paper.code, kind="code", shown=False),
    ),
    empty=Empty(
        gettext_lazy("No certificates yet"),
        gettext_lazy("Open a class that is over: its page drafts the certificates of everybody who completed it."),
        gettext_lazy("To the classes"),
        "batch-list",
        lambda viewer: viewer.has(*KEEPS),
    ),
)


# --- forms --------------------------------------------------------------------------------------------------


class SeriesForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CertificateKind.choices)
    pattern = forms.CharField(
        label=gettext_lazy("Number pattern"),
        max_length=60,
        help_text=gettext_lazy("{n} or {n:03} counts on, {month} is Roman, {year} has four digits."),
        widget=forms.TextInput({"placeholder": "{n:04}/SP/BLK/{month}/{year}"}),
    )
    first = forms.IntegerField(
        label=gettext_lazy("Go on with number"),
        required=False,
        min_value=1,
        max_value=999_999,
        help_text=gettext_lazy("Where numbers were given on paper this year. Never backwards."),
    )
    place = forms.CharField(label=gettext_lazy("Place of issue"), max_length=100)
    signatory = forms.CharField(label=gettext_lazy("Who signs"), max_length=200)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=150)
    issuer = forms.CharField(
        label=gettext_lazy("Certification body (LSP)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For the certificate of competence. Empty on the other: your centre issues it."),
    )
    licence = forms.CharField(label=gettext_lazy("Its licence number"), max_length=100, required=False)


class DraftForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CertificateKind.choices)
    dated = DayField(label=gettext_lazy("Day printed on them"))


class RevokeForm(forms.Form):
    why = forms.ChoiceField(
        label=gettext_lazy("Reason that is shown to who checks it"),
        choices=[one for one in RevokeReason.choices if one[0] != RevokeReason.REPLACED],
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"), max_length=300, help_text=gettext_lazy("For your own register alone.")
    )


# --- the list, and one class --------------------------------------------------------------------------------


@require_safe
@for_roles(*READS_PEOPLE)
def papers(request):
    return PAPERS.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_papers(request):
    return PAPERS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def of_class(request, code):
    """The papers of a class: who gets which, and drafting them."""
    batch = get_object_or_404(batches_of(request.viewer), code=code)
    centre = centres_kept_by(request.viewer).filter(pk=batch.centre_id).first()
    if centre is None:
        raise Http404
    form = DraftForm(request.POST or None, initial={"dated": today()})
    left_out = []
    if form.is_valid():
        found = done(form, draft_papers, batch=batch, by=request.user, at=now(), **form.cleaned_data)
        if found is not None:
            made, left_out = found
            if made:
                said = ngettext("%(n)s paper is drafted.", "%(n)s papers are drafted.", len(made)) % {"n": len(made)}
                messages.success(request, said)
            elif not left_out:
                messages.info(request, _("Nobody of this class is still without this paper."))
            if not left_out:
                return redirect("batch-papers", code)
    rows = [(row, CertificateState(row.state), CertificateKind(row.kind)) for row in papers_in(batch)]
    context = {
        "batch": batch,
        "rows": [(row, state, tone_of(state), kind) for row, state, kind in rows],
        "drafts": sum(state == CertificateState.DRAFT for _row, state, _kind in rows),
        "series": [(CertificateKind(kind), row, sample_number(row, today())) for kind, row in _series(centre)],
        "left_out": left_out,
        "form": form,
        "sees_names": may_see_names(request.viewer),
        "issues": may_issue_papers(request.viewer, centre),
    }
    return page(request, "centre/papers/class.html", context, status=422 if form.errors else 200)


def _series(centre):
    return sorted(series_of(centre).items())


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def series(request, code):
    """How a centre writes its papers: one form for each kind."""
    centre = get_object_or_404(centres_kept_by(request.viewer), code=code)
    kinds, there = dict(CertificateKind.choices), series_of(centre)
    chosen = request.GET.get("kind") if request.GET.get("kind") in kinds else CertificateKind.TRAINING
    row = there.get(chosen)
    fields = ("pattern", "place", "signatory", "position", "issuer", "licence")
    initial = {"kind": chosen} | ({name: getattr(row, name) for name in fields} if row else {})
    form = SeriesForm(request.POST or None, initial=initial)
    if form.is_valid() and done(
        form, set_series, centre=centre, today=today(), by=request.user, at=now(), **form.cleaned_data
    ):
        messages.success(request, _("Saved. The next drafts are written so."))
        return redirect("paper-series", centre.code)
    context = {
        "centre": centre,
        "form": form,
        "there": [(CertificateKind(kind), one, sample_number(one, today())) for kind, one in sorted(there.items())],
        "kinds": list(CertificateKind),
    }
    return page(request, "centre/papers/series.html", context, status=422 if form.errors else 200)


# --- one paper ----------------------------------------------------------------------------------------------


@require_safe
@for_roles(*READS_PEOPLE)
def paper(request, code):
    """One paper: what stands on it, its file, what became of it."""
    return _paper_page(request, _found(request, code))


def _paper_page(request, found, *, form=None, share="", status=200):
    state, viewer = CertificateState(found.state), request.viewer
    keeps = viewer.has(*KEEPS) and centres_kept_by(viewer).filter(pk=found.centre_id).exists()
    context = {
        "paper": found,
        "kind": CertificateKind(found.kind),
        "state": state,
        "tone": tone_of(state),
        "mode": CertificateMode(found.mode) if found.mode else "",
        "batch": found.enrolment.batch,
        "sees_names": may_see_names(viewer),
        "units": found.said.get("units", ()),
        "revoked_for": RevokeReason(found.revoked_for) if found.revoked_for else "",
        "successor": successor_of(found),
        "keeps": keeps,
        "issues": may_issue_papers(viewer, found.centre),
        "form": form or RevokeForm(),
        "share": share,
        "whatsapp": whatsapp_link(share, found.enrolment.person.phone) if share else "",
        "trail": told(entries_of(found)),
    }
    return page(request, "centre/papers/detail.html", context, status=status)


@require_safe
@for_roles(*OWN_OR_KEPT)
def file(request, code):
    """The paper as it was issued; a draft as it will be."""
    found = _found(request, code)
    name = f"sertifikat-{found.code}"
    if found.file_name:
        return file_response(found, name)
    return bytes_response(printed_certificate(found), f"{name}-rancangan.pdf", "application/pdf", shown=True)


@require_safe
@for_roles(*OWN_OR_KEPT)
def credential(request, code):
    """The credential beside the paper, as a signed token."""
    found = _found(request, code)
    if not found.credential:
        raise Http404
    return bytes_response(found.credential, f"sertifikat-{found.code}.jwt", "application/vc+jwt")


@require_POST
@for_roles(*KEEPS)
def act(request, code):
    """What the buttons of a paper do."""
    found = _found(request, code)
    do, by = request.POST.get("do"), {"by": request.user, "at": now()}
    if do == "number":
        tried(request, _("Numbered."), number_paper, certificate=found, number=request.POST.get("number", ""), **by)
    elif do == "withdraw":
        tried(request, _("Withdrawn. Its number stays used."), withdraw_paper, certificate=found, **by)
    elif do == "correct":
        made = tried(
            request, _("A corrected paper is drafted. The old one holds until it is signed."), correct_paper,
            certificate=found, dated=today(), **by,
        )  # fmt: skip
        return redirect("paper-detail", made.code if made else code)
    elif do == "share":
        token = tried(request, "", share_paper, certificate=found, **by)
        if token:
            address = address_of("link", token)
            words = _("Your certificate “%(programme)s” is ready. Fetch it here: %(address)s")
            said = words % {"programme": found.enrolment.batch.programme.name, "address": address}
            return _paper_page(request, found, share=said)
    elif do == "revoke":
        form = RevokeForm(request.POST)
        if form.is_valid() and done(form, revoke_paper, certificate=found, **by, **form.cleaned_data):
            messages.success(request, _("Revoked. Whoever checks this paper is told so."))
            return redirect("paper-detail", code)
        return _paper_page(request, found, form=form, status=422)
    else:
        raise Http404
    return redirect("paper-detail", code)


def _found(request, code):
    return get_object_or_404(papers_of(request.viewer), code=code)


# --- signing ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.CENTRE_OFFICER)
@freshly
def sign(request):
    """Every draft that waits for one's own centre; those chosen are issued in one act, with one certificate or ink."""
    rows = list(papers_to_sign(request.viewer)[: MOST_AT_ONCE + 1])
    refusal, form, status = "", KeyForm(prefix="key", initial={"form_key": new_key()}), 200
    if request.method == "POST":
        status = 422
        wanted = set(request.POST.getlist("paper"))
        chosen = [row for row in rows if row.code in wanted]
        if not chosen:
            refusal = _("Choose what you sign.")
        elif len(chosen) > MOST_AT_ONCE:
            refusal = _("At most %(n)s papers are signed in one act.") % {"n": MOST_AT_ONCE}
        elif request.POST.get("do") == "ink":
            made = tried(request, "", record_inked, papers=chosen, by=request.user, at=now())
            if made is not None:
                messages.success(request, _("Issued as signed by hand."))
                return redirect("paper-list")
        else:
            form = KeyForm(request.POST, request.FILES, prefix="key")
            if form.is_valid():
                try:
                    with form.key():
                        pass  # a wrong password is told before anything is begun
                except ActionDenied as denied:
                    refusal = str(denied)
                else:
                    return StreamingHttpResponse(_signing(request, chosen, form))
    groups: dict = {}
    for row in rows[:MOST_AT_ONCE]:
        groups.setdefault((row.enrolment.batch, CertificateKind(row.kind)), []).append(row)
    context = {
        "groups": [(batch, kind, found) for (batch, kind), found in groups.items()],
        "more": len(rows) > MOST_AT_ONCE,
        "form": form,
        "refusal": refusal,
    }
    return page(request, "centre/papers/sign.html", context, status=status)


def _signing(request, chosen, form):
    """The page, line by line as each paper is signed. The key lives as long as this answer."""
    language = get_language()
    whole = render_to_string("centre/papers/progress.html", {"count": len(chosen)}, request)
    before, after = whole.split(PLACE)
    yield before
    with override(language), form.key() as key:
        for draft, result in sign_papers(papers=chosen, key=key, by=request.user, at=now()):
            refused = str(result) if isinstance(result, PadanError) else ""
            yield render_to_string("centre/papers/progress_row.html", {"paper": draft, "refusal": refused})
    yield after
