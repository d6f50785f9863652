"""Signing a document: its papers and signatures, ink and scans, files that came back, and one's own key.

A key and its password live in the memory of one request. They are neither logged nor kept, and a request that first
has to confirm who is asking is not put aside meanwhile: it is sent again.
"""

import functools
import secrets
from contextlib import contextmanager

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.actions.sealing import (
    MOST_AT_ONCE,
    SigningBusy,
    begin_signing,
    bring_signed_pdf,
    sign_here,
    sign_many,
)
from padan.agreements.actions.signing import UNDO_WITHIN, TextChanged, add_scan, record_ink, void_signature
from padan.agreements.pdf.keys import key_from_pkcs12, key_on_token
from padan.agreements.permissions import may_keep_agreements, may_sign_for
from padan.agreements.queries.life import agreements_of, parties_of
from padan.agreements.queries.signing import (
    asked_of,
    documents_in_signing,
    documents_of,
    has_signed,
    open_for,
    paper_to_sign,
    papers_of,
    papers_open_to,
    signatures_of,
    verdict_on,
    waiting_for,
)
from padan.agreements.states import DocumentKind, DocumentState, SigningMode, StampDuty
from padan.base.clock import now, today
from padan.base.errors import ActionDenied, PadanError
from padan.base.files import FileKind, accepted
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import file_response
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.tones import tone_of

SIGNS = (*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
PDF_ALONE = frozenset({FileKind.PDF})
PDF_FILES = {"accept": "application/pdf,.pdf"}


def freshly(view):
    """Open to who has shown her password in the last minutes; what was posted is not kept while she does."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not did_recently_reauthenticate(request):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return guarded


# --- forms --------------------------------------------------------------------------------------------------


class InkForm(forms.Form):
    parties = forms.MultipleChoiceField(label=gettext_lazy("Who has signed"), widget=forms.CheckboxSelectMultiple)
    signed_on = DayField(label=gettext_lazy("Day of signing"))
    scan = forms.FileField(
        label=gettext_lazy("Scan"), required=False, help_text=gettext_lazy("PDF or picture. It may follow later.")
    )
    stamp_duty = forms.ChoiceField(label=gettext_lazy("Duty stamp"), choices=StampDuty.choices)
    stamp_serial = forms.CharField(label=gettext_lazy("Serial of the stamp"), required=False, max_length=60)

    def __init__(self, *args, unsigned, **more):
        super().__init__(*args, **more)
        self.by_code = {party.code: party for party in unsigned}
        self.fields["parties"].choices = [
            (party.code, f"{party.organisation.name} · {party.signatory}") for party in unsigned
        ]

    def clean_parties(self):
        return [self.by_code[code] for code in self.cleaned_data["parties"]]

    def clean_scan(self):
        file = self.cleaned_data["scan"]
        return _content(file) if file else None


class ScanForm(forms.Form):
    scan = forms.FileField(label=gettext_lazy("Scan of the signed paper"))

    def clean_scan(self):
        return _content(self.cleaned_data["scan"])


class BringForm(forms.Form):
    """A file and, of each new signature in it, whose it is."""

    file = forms.FileField(label=gettext_lazy("Signed PDF"), widget=forms.ClearableFileInput(PDF_FILES))
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, parties, count=1, **more):
        super().__init__(*args, **more)
        self.by_code = {party.code: party for party in parties}
        self.count = max(1, min(count, len(parties) or 1))
        if len(parties) > 1:
            choices = [(party.code, f"{party.organisation.name} · {party.signatory}") for party in parties]
            for at in range(1, self.count + 1):
                label = (
                    _("Whose is the new signature?") if self.count == 1 else _("Whose is signature %(n)s?") % {"n": at}
                )
                self.fields[f"signer_{at}"] = forms.ChoiceField(label=label, choices=choices)

    def clean_file(self):
        try:
            return accepted(self.cleaned_data["file"], kinds=PDF_ALONE)
        except PadanError as refused:
            raise forms.ValidationError(str(refused)) from None

    @property
    def signers(self):
        if len(self.by_code) == 1:
            return list(self.by_code.values())
        return [self.by_code[self.cleaned_data[f"signer_{at}"]] for at in range(1, self.count + 1)]


class KeyForm(forms.Form):
    """The signatory's key file and its password. Neither is kept, nor drawn again."""

    file = forms.FileField(
        label=gettext_lazy("Certificate file (.p12 or .pfx)"),
        widget=forms.ClearableFileInput({"accept": ".p12,.pfx,application/x-pkcs12"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password of the certificate"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file or hasattr(file, "temporary_file_path"):  # far larger than any key
            raise forms.ValidationError(_("This is not a certificate file. Bring the file that ends in .p12 or .pfx."))
        return file.read()

    @contextmanager
    def key(self):
        yield key_from_pkcs12(self.cleaned_data["file"], self.cleaned_data["password"])


class TokenForm(forms.Form):
    """The PIN of the token in this server."""

    pin = forms.CharField(label=gettext_lazy("PIN of the token"), strip=False, max_length=100,
                          widget=forms.PasswordInput({"autocomplete": "off"}))  # fmt: skip
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    @contextmanager
    def key(self):
        told = (settings.PADAN_PKCS11_LIBRARY, settings.PADAN_PKCS11_TOKEN)
        with key_on_token(*told, self.cleaned_data["pin"]) as key:
            yield key


def _content(file):
    try:
        return accepted(file)
    except PadanError as refused:
        raise forms.ValidationError(str(refused)) from None


def new_key():
    """What makes one form one signature, however often it is sent."""
    return secrets.token_urlsafe(16)


# --- one document -------------------------------------------------------------------------------------------


@require_safe
@for_roles(*SIGNS)
def document(request, code):
    """Who has signed how, who has not, and every file."""
    return page(request, "secretariat/signing/document.html", _context(request, _found(request, code)))


@require_POST
@for_roles(R.SECRETARIAT)
def begin(request, code):
    found = _found(request, code)
    return _done(request, found, lambda: begin_signing(document=found, by=request.user, at=now()))


@require_POST
@for_roles(R.SECRETARIAT)
def ink(request, code):
    """People signed on paper."""
    found = _found(request, code)
    form = InkForm(request.POST, request.FILES, unsigned=_unsigned(found), prefix="ink")
    if not form.is_valid():
        return _again(request, found, ink_form=form)
    called = request.FILES["ink-scan"].name if form.cleaned_data["scan"] else ""
    act = functools.partial(record_ink, document=found, called=called, by=request.user, at=now(), **form.cleaned_data)
    return _done(request, found, act, ink_form=form)


@require_POST
@for_roles(R.SECRETARIAT)
def scan(request, code):
    """The scan of what was signed on paper."""
    found = _found(request, code)
    form = ScanForm(request.POST, request.FILES, prefix="scan")
    if not form.is_valid():
        return _again(request, found, scan_form=form)
    called = request.FILES["scan-scan"].name
    act = functools.partial(add_scan, document=found, called=called, by=request.user, at=now(), **form.cleaned_data)
    return _done(request, found, act, scan_form=form)


@require_POST
@for_roles(R.SECRETARIAT)
def bring(request, code):
    """A file that came back signed by a provider; its signatures are matched to parties by who brings it."""
    found = _found(request, code)
    count = request.POST.get("count", "1")
    form = BringForm(
        request.POST, request.FILES, parties=_unsigned(found), prefix="bring",
        count=int(count) if count.isdigit() and len(count) < 3 else 1,
    )  # fmt: skip
    if not form.is_valid():
        return _again(request, found, bring_form=form)
    return _done(request, found, lambda: _bring(request, found, form, by=request.user), bring_form=form)


def _bring(request, found, form, *, by):
    bring_signed_pdf(
        document=found,
        content=form.cleaned_data["file"],
        called=request.FILES[form.add_prefix("file")].name,
        signers=form.signers,
        shown_sha256=form.cleaned_data["shown"],
        signed_on=today(),
        by=by,
        at=now(),
    )


@require_POST
@for_roles(R.SECRETARIAT)
def void(request, code):
    """An ink signature recorded by mistake."""
    made = get_object_or_404(signatures_of(documents_of(request.viewer).order_by().values("pk")), code=code)
    found = _found(request, made.document.code)
    reason = request.POST.get("reason", "")
    return _done(request, found, lambda: void_signature(signature=made, reason=reason, by=request.user, at=now()))


@require_safe
@for_roles(*SIGNS)
def paper(request, code):
    """One file of a document, as it was kept."""
    kept = get_object_or_404(papers_open_to(request.viewer), code=code)
    try:
        return file_response(kept, f"{kept.document.agreement.code}-{kept.code}")
    except PadanError as altered:
        return _again(request, _found(request, kept.document.code), status=409, refusal=str(altered))


def _found(request, code):
    return get_object_or_404(documents_of(request.viewer), code=code)


def _unsigned(found):
    done = set(signatures_of(found).values_list("party_id", flat=True))
    return [party for party in asked_of(found) if party.pk not in done]


def _may_void(made, found):
    signed_at = found.agreement.signed_at
    lately = signed_at is not None and now() - signed_at < UNDO_WITHIN
    return made.mode == SigningMode.INK and (found.state == DocumentState.FROZEN or lately)


def _done(request, found, act, **forms_of_page):
    try:
        act()
    except PadanError as denied:
        status = 409 if isinstance(denied, TextChanged | SigningBusy) else 422
        return _again(request, found, status=status, refusal=str(denied), **forms_of_page)
    messages.success(request, _("Recorded."))
    return redirect("document-signing", found.code)


def _again(request, found, *, status=422, refusal="", **forms_of_page):
    context = _context(request, found, refusal=refusal, **forms_of_page)
    return page(request, "secretariat/signing/document.html", context, status=status)


def _context(request, found, *, refusal="", ink_form=None, scan_form=None, bring_form=None):
    state = DocumentState(found.state)
    made = {signature.party_id: signature for signature in signatures_of(found)}
    parties = asked_of(found)
    unsigned = [party for party in parties if party.pk not in made]
    keeps = request.viewer.has(R.SECRETARIAT) and may_keep_agreements(request.viewer, found.agreement.forum)
    papers = list(papers_of(found))
    shown = {"shown": found.text_sha256}
    newest, sentences, altered = paper_to_sign(found), (), ""
    try:
        verdict = verdict_on(newest) if newest else None
        sentences = verdict.sentences if verdict else ()
    except PadanError as fault:
        altered = str(fault)
    return {
        "document": found,
        "agreement": found.agreement,
        "kind": DocumentKind(found.kind),
        "state": state,
        "tone": tone_of(state),
        "rows": [
            {
                "party": party,
                "signature": made.get(party.pk),
                "mode": SigningMode(made[party.pk].mode).label if party.pk in made else "",
                "stamp": StampDuty(made[party.pk].stamp_duty) if party.pk in made else "",
                "may_void": keeps and party.pk in made and _may_void(made[party.pk], found),
                "may_sign": party.pk not in made and may_sign_for(request.viewer, party),
            }
            for party in parties
        ],
        "papers": papers,
        "newest": newest,
        "sentences": sentences,
        "altered": altered,
        "keeps": keeps,
        "open": state == DocumentState.FROZEN,
        "refusal": refusal,
        "unsigned": unsigned,
        "scan_waits": any(one.mode == SigningMode.INK and one.paper_id is None for one in made.values()),
        "ink_form": ink_form or InkForm(unsigned=unsigned, prefix="ink", initial={"signed_on": today()}),
        "scan_form": scan_form or ScanForm(prefix="scan"),
        "bring_form": bring_form or BringForm(parties=unsigned, prefix="bring", initial=shown),
    }


# --- one's own signature ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*SIGNS)
def sign(request, code):
    """A party signs: reads the file, sees its hash, and chooses how."""
    party = get_object_or_404(parties_of(agreements_of(request.viewer).order_by().values("pk")), code=code)
    found = next(iter(open_for(party) or documents_in_signing(party)), None)
    if found is None or not may_sign_for(request.viewer, party):
        raise Http404
    return freshly(signing_page)(
        request,
        found,
        party,
        by=request.user,
        after=redirect("document-signing", found.code),
        template="secretariat/signing/sign.html",
        file=reverse("document-paper", args=[paper_to_sign(found).code]),
    )


def signing_page(request, found, party, *, by, after, template, file, token=True):
    """What a signatory sees and does, signed in or behind a link: one page, three ways."""
    do = request.POST.get("do") if request.method == "POST" else ""
    shown = {"shown": found.text_sha256, "form_key": new_key()}
    bring_form = BringForm(parties=[party], prefix="bring", initial=shown)
    key_form = KeyForm(prefix="key", initial=shown)
    token_form = TokenForm(prefix="token", initial=shown) if token and settings.PADAN_PKCS11_LIBRARY else None
    refusal, status = "", 422 if do else 200
    form, act = None, None
    if do == "bring":
        form = bring_form = BringForm(request.POST, request.FILES, parties=[party], prefix="bring")
        act = lambda: _bring(request, found, form, by=by)  # noqa: E731
    elif do in ("here", "token"):
        if do == "here":
            form = key_form = KeyForm(request.POST, request.FILES, prefix="key")
        elif token_form:
            form = token_form = TokenForm(request.POST, prefix="token")
        act = lambda: _seal(found, party, form, by=by)  # noqa: E731
    if form and form.is_valid():
        try:
            act()
        except PadanError as denied:
            refusal = str(denied)
            status = 409 if isinstance(denied, TextChanged | SigningBusy) else 422
        else:
            messages.success(request, _("Signed. Thank you."))
            return after
    context = {
        "document": found,
        "agreement": found.agreement,
        "party": party,
        "parties": asked_of(found),
        "signed": has_signed(found, party),
        "open": found.state == DocumentState.FROZEN,
        "file": file,
        "do": do,
        "refusal": refusal,
        "bring_form": bring_form,
        "key_form": key_form,
        "token_form": token_form,
    }
    return page(request, template, context, status=status)


def _seal(found, party, form, *, by):
    with form.key() as key:
        sign_here(
            document=found,
            party=party,
            key=key,
            form_key=form.cleaned_data["form_key"],
            shown_sha256=form.cleaned_data["shown"],
            signed_on=today(),
            by=by,
            at=now(),
        )


# --- many at once -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.CENTRE_OFFICER, R.COMPANY_OFFICER)
@freshly
def waiting(request):
    """Everything that waits for the signature of one's own body; several are signed in one act."""
    rows = waiting_for(request.viewer)
    token = request.POST.get("do") == "token" and bool(settings.PADAN_PKCS11_LIBRARY)
    form = TokenForm(request.POST, prefix="token") if token else KeyForm(request.POST, request.FILES, prefix="key")
    refusal = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("turn"))
        turns = [row for row in rows if f"{row.document.code}:{row.code}:{row.document.text_sha256}" in chosen]
        if len(turns) < len(chosen):
            refusal = _("A text was changed or signed after you opened this page. Look again before you sign.")
        elif not turns:
            refusal = _("Choose what you sign.")
        elif len(turns) > MOST_AT_ONCE:
            refusal = _("At most %(n)s documents are signed in one act.") % {"n": MOST_AT_ONCE}
        elif form.is_valid():
            try:
                with form.key():
                    pass  # a wrong password is told before anything is begun
            except ActionDenied as denied:
                refusal = str(denied)
            else:
                return StreamingHttpResponse(_signing(request, turns, form))
        status = 409 if len(turns) < len(chosen) else 422
    else:
        form, status = KeyForm(prefix="key", initial={"form_key": new_key()}), 200
    context = {
        "rows": rows,
        "form": form,
        "token_form": None if token or not settings.PADAN_PKCS11_LIBRARY
        else TokenForm(prefix="token", initial={"form_key": new_key()}),
        "token": token,
        "refusal": refusal,
        "chosen": request.POST.getlist("turn") if request.method == "POST" else None,
    }  # fmt: skip
    return page(request, "secretariat/signing/waiting.html", context, status=status)


def _signing(request, turns, form):
    """The page, line by line as each document is signed. The key lives as long as this answer."""
    language = get_language()
    whole = render_to_string("secretariat/signing/progress.html", {"count": len(turns)}, request)
    before, after = whole.split(PLACE)
    yield before
    told = [(row.document, row, row.document.text_sha256) for row in turns]
    with override(language), form.key() as key:
        results = sign_many(
            turns=told,
            key=key,
            form_key=form.cleaned_data["form_key"],
            signed_on=today(),
            by=request.user,
            at=now(),
        )
        for place, (document, result) in enumerate(results, start=1):
            context = {
                "place": place,
                "document": document,
                "refusal": str(result) if isinstance(result, PadanError) else "",
            }
            yield render_to_string("secretariat/signing/progress_row.html", context)
    yield after


PLACE = "<!-- rows -->"
