"""Texts of agreements: begun, edited with a preview, read by the parties, frozen for signing, corrected."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.actions.life import agree
from padan.agreements.actions.reviews import answer_remark, ask_review
from padan.agreements.actions.texts import (
    begin_addendum,
    begin_text,
    edit_text,
    freeze,
    issue_correction,
    thaw,
    withdraw_text,
)
from padan.agreements.permissions import may_keep_agreements
from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.signing import documents_of, papers_of, signatures_of
from padan.agreements.queries.texts import (
    context_of,
    documents_in,
    filled,
    main_document,
    printed,
    remarks_of,
    reviews_of,
    templates_for,
    verification_code,
)
from padan.agreements.states import (
    BEFORE_SIGNATURE,
    IN_FORCE,
    AgreementState,
    DocumentKind,
    DocumentState,
)
from padan.agreements.wording.language import MOST_SIGNS
from padan.agreements.wording.parts import choices_of, fill_body
from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.trail.queries import entries_of
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import bytes_response, file_response
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.secretariat.templates import known_places, preview
from padan.web.tones import tone_of
from padan.web.wording import told

READS_TEXTS = (*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.AUDITOR)
CORRECTIONS = 4


class BeginForm(forms.Form):
    template = forms.ModelChoiceField(
        None, label=gettext_lazy("Begin with"), empty_label=None, widget=forms.RadioSelect, to_field_name="code"
    )

    def __init__(self, *args, agreement, **more):
        super().__init__(*args, **more)
        choices = templates_for(agreement)
        self.fields["template"].queryset = choices
        self.fields["template"].initial = next((template.code for template in choices), None)


class AddendumForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it changes"), max_length=300)
    new_ends_on = DayField(
        label=gettext_lazy("New last day"),
        required=False,
        help_text=gettext_lazy("Only if the addendum moves it."),
    )


class TextForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MOST_SIGNS,
        strip=False,
        widget=forms.Textarea({"rows": 26, "class": "deed-in", "spellcheck": "false"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CorrectionForm(forms.Form):
    """Some rows of part, old and new words; rows left empty are none."""

    def __init__(self, *args, parts, **more):
        super().__init__(*args, **more)
        choices = [("", "–"), *choices_of(parts)]
        words = {"widget": forms.Textarea({"rows": 2}), "required": False, "max_length": 2000}
        for at in range(1, CORRECTIONS + 1):
            told = {"n": at}
            self.fields[f"part_{at}"] = forms.ChoiceField(
                label=_("Correction %(n)s: part") % told, choices=choices, required=False
            )
            self.fields[f"old_{at}"] = forms.CharField(label=_("As it stands"), **words)
            self.fields[f"new_{at}"] = forms.CharField(label=_("As it should be"), **words)

    def entries(self):
        told = self.cleaned_data
        rows = [(told[f"part_{at}"], told[f"old_{at}"], told[f"new_{at}"]) for at in range(1, CORRECTIONS + 1)]
        return [row for row in rows if any(row)]


@require_safe
@for_roles(*READS_TEXTS)
def texts(request, code):
    """All texts of an agreement, and how the next one begins."""
    found = get_object_or_404(agreements_of(request.viewer), code=code)
    return page(request, "secretariat/texts/texts.html", _of_agreement(request, found))


@require_POST
@for_roles(R.SECRETARIAT)
def begin(request, code):
    """The agreement's own text, with a template; or an addendum to one in force."""
    found = get_object_or_404(agreements_of(request.viewer), code=code)
    addendum = request.POST.get("do") == "addendum"
    form = AddendumForm(request.POST) if addendum else BeginForm(request.POST, agreement=found)
    if form.is_valid():
        start = begin_addendum if addendum else begin_text
        try:
            made = start(agreement=found, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            return redirect("document-edit", made.code)
    context = _of_agreement(request, found) | {"addendum_form" if addendum else "begin_form": form}
    return page(request, "secretariat/texts/texts.html", context, status=422)


def _of_agreement(request, found):
    keeps = may_keep_agreements(request.viewer, found.forum) and request.viewer.has(R.SECRETARIAT)
    rows = [
        {"document": row, "kind": DocumentKind(row.kind), "state": DocumentState(row.state)}
        for row in documents_in(found)
    ]
    for row in rows:
        row["tone"] = tone_of(row["state"])
    begins = keeps and found.state in BEFORE_SIGNATURE and main_document(found) is None
    return {
        "agreement": found,
        "rows": rows,
        "begin_form": BeginForm(agreement=found) if begins else None,
        "addendum_form": AddendumForm() if keeps and found.state in IN_FORCE else None,
    }


@require_safe
@for_roles(*READS_TEXTS)
def document(request, code):
    """One text as it will be printed: what is missing, who holds it to be right, its files."""
    return page(request, "secretariat/texts/document.html", _of_document(request, _found(request, code)))


@require_safe
@for_roles(*READS_TEXTS)
def document_pdf(request, code):
    """The file: the newest one kept, or the draft as it would be printed."""
    found = _found(request, code)
    newest = papers_of(found).first()
    name = f"{found.agreement.code}-{found.code}"
    if found.state != DocumentState.DRAFT and newest:
        return file_response(newest, name)
    return bytes_response(printed(found), f"rancangan-{name}.pdf", "application/pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def edit(request, code):
    """Write on the left, see on the right what will be printed and what is missing."""
    found = _found(request, code)
    form = TextForm(request.POST or None, initial={"body": found.body, "revision": found.revision})
    context = {"document": found, "form": form, "places": known_places()}
    asks = request.method == "POST"

    def fill(body):
        return fill_body(body, context_of(found))

    if asks and request.POST.get("do") == "preview":
        context |= preview(request.POST.get("body", ""), fill)
        return page(request, "secretariat/texts/document_edit.html", context, partial="pratinjau")
    if form.is_valid():
        try:
            done = edit_text(document=found, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, " ".join(_said(done)))
            return redirect("document-detail", code)
    context |= preview(request.POST.get("body", "") if asks else found.body, fill)
    return page(request, "secretariat/texts/document_edit.html", context, status=422 if asks else 200)


def _said(done):
    """What an edit did to approvals, in words."""
    yield _("Saved.")
    if done.asked_again:
        yield _("Asked to approve again: %(parties)s.") % {"parties": _names(done.asked_again)}
    if done.still_stands:
        yield _("Not asked again: %(parties)s.") % {"parties": _names(done.still_stands)}


def _names(parties):
    return ", ".join(party.organisation.name for party in parties)


@require_POST
@for_roles(R.SECRETARIAT)
def act(request, code):
    """One step with a text; what it refuses comes back with its reason."""
    found = _found(request, code)
    do, told_by = request.POST.get("do"), {"by": request.user, "at": now()}
    try:
        if do == "review":
            context = _of_document(request, found) | {"links": _links(ask_review(document=found, **told_by))}
            return page(request, "secretariat/texts/document.html", context)
        if do == "answer":
            number = request.POST.get("remark", "")
            rows = remarks_of(found).filter(answered_at=None)
            remark = get_object_or_404(rows, pk=number if number.isdigit() and len(number) < 19 else 0)
            answer_remark(remark=remark, **told_by)
        elif do == "agree":
            agree(agreement=found.agreement, **told_by)
        elif do in STEPS:
            STEPS[do](document=found, **told_by)
        else:
            return page(request, "secretariat/texts/document.html", _of_document(request, found), status=422)
    except ActionDenied as denied:
        context = _of_document(request, _found(request, code)) | {"refusal": str(denied)}
        return page(request, "secretariat/texts/document.html", context, status=422)
    messages.success(request, DONE[do])
    return redirect("document-detail", code)


STEPS = {"freeze": freeze, "thaw": thaw, "withdraw": withdraw_text}
DONE = {
    "answer": gettext_lazy("Marked as dealt with."),
    "agree": gettext_lazy("The text is agreed."),
    "freeze": gettext_lazy("Frozen. From here on nothing of it changes; its paper is ready."),
    "thaw": gettext_lazy("Thawed. It can be edited again, and papers printed before do not hold."),
    "withdraw": gettext_lazy("Withdrawn. It stays in the books."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def correct(request, code):
    """A sheet of corrections, once somebody has signed: what it corrects tells who signs it."""
    found = _found(request, code)
    form = CorrectionForm(request.POST or None, parts=found.text)
    if form.is_valid():
        try:
            sheet = issue_correction(document=found, entries=form.entries(), by=request.user, at=now())
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            asks = list(sheet.asks.select_related("organisation").order_by("order", "pk"))
            others = [review.party for review in reviews_of(found) if review.party not in asks]
            said = _("Asked to sign the sheet: %(parties)s.") % {"parties": _names(asks)}
            if others:
                said += " " + _("Told, and not asked: %(parties)s.") % {"parties": _names(others)}
            messages.success(request, said)
            return redirect("document-detail", sheet.code)
    context = {"document": found, "form": form, "parts": found.text, "rows": _rows_of(form)}
    return page(request, "secretariat/texts/correct.html", context, status=422 if request.method == "POST" else 200)


def _rows_of(form):
    return [[form[f"{name}_{at}"] for name in ("part", "old", "new")] for at in range(1, CORRECTIONS + 1)]


def _links(sent):
    """(party, address, WhatsApp address) of links just made; they are shown this once."""
    return [
        {
            "party": party,
            "address": address,
            "whatsapp": whatsapp_link(
                _("Please read this text of our agreement and say whether it is right: %(address)s")
                % {"address": address},
                party.phone,
            ),
        }
        for party, address in sent
    ]


def _found(request, code):
    return get_object_or_404(documents_of(request.viewer), code=code)


def _of_document(request, found):
    state, agreement = DocumentState(found.state), found.agreement
    keeps = may_keep_agreements(request.viewer, agreement.forum) and request.viewer.has(R.SECRETARIAT)
    draft = state == DocumentState.DRAFT
    shown = preview(found.body, lambda body: filled(found))
    reviews = reviews_of(found, shown["parts"]) if draft else []
    signatures = list(signatures_of(found))
    again = [review.party for review in reviews if review.asked_again]
    return {
        **shown,
        "document": found,
        "agreement": agreement,
        "kind": DocumentKind(found.kind),
        "state": state,
        "tone": tone_of(state),
        "keeps": keeps,
        "steps": _steps(found, state, reviews, signatures, shown["missing"]) if keeps else (),
        "reviews": reviews,
        "asked_again": _names(again),
        "not_asked": _names([review.party for review in reviews if review.approved]) if again else "",
        "remarks": _remarks(found, shown["parts"]),
        "signatures": signatures,
        "code": verification_code(found) if found.text_sha256 else "",
        "trail": told(entries_of(found)),
    }


def _remarks(found, parts):
    labels = {part["key"]: part["label"] for part in parts}
    return [{"row": row, "part": labels.get(next(iter(row.parts), ""), "")} for row in remarks_of(found)]


def _steps(found, state, reviews, signatures, missing):
    """(step, words, whether it is the main one) of what can be done now, the main one first."""
    if state == DocumentState.DRAFT:
        main = found.kind == DocumentKind.MAIN
        heard = all(review.approved and not review.remarks for review in reviews)
        ready = found.agreement.state in (AgreementState.AGREED, AgreementState.SCHEDULED) if main else True
        ask = ("review", _("Ask the parties to read it"))
        end = ("withdraw", _("Withdraw this text"))
        if main and heard and found.agreement.state == AgreementState.IN_REVIEW:
            order = [("agree", _("The text is agreed")), ask, end]
        elif ready and not missing and not any(review.asked_again or review.remarks for review in reviews):
            order = [("freeze", _("Freeze it for signing")), ask, end]
        else:
            order = [ask, end]
        return [(do, words, at == 0) for at, (do, words) in enumerate(order)]
    if state == DocumentState.FROZEN and not signatures:
        back = [] if found.kind == DocumentKind.CORRECTION else [("thaw", _("Thaw it to correct it"), False)]
        return [*back, ("withdraw", _("Withdraw this text"), False)]
    return []
