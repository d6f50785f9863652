"""The page for who holds a paper. A wrong code, a near miss and a guess are answered exactly alike."""

import hashlib

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from padan.agreements.pdf.verifying import MOST_BYTES
from padan.web.pages import page
from padan.web.verify import cards, certificates, documents, limits

BY_CODE = {"DOK": documents.by_code, "PGR": cards.by_code, "SRT": certificates.by_code}
"""The first letters of a printed code to what tells about its paper: ``answer(code)`` gives (template, context)."""

MOST_SIGNS = 60
MOST_SIGNS_OF_CREDENTIAL = 60_000


class CodeForm(forms.Form):
    kode = forms.CharField(
        label=_("Code on the paper"),
        max_length=MOST_SIGNS,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("The PDF file, or the credential (.jwt)"),
        help_text=_("At most 20 MB. The file is only looked at; nothing of it is kept."),
        widget=forms.ClearableFileInput({"accept": "application/pdf,.jwt,application/vc+jwt"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Bring a smaller one."))
        start = file.read(5)
        self.is_credential = start.startswith(b"eyJ") and file.size <= MOST_SIGNS_OF_CREDENTIAL
        if not start.startswith(b"%PDF-") and not self.is_credential:
            raise forms.ValidationError(_("This is not a PDF. Bring the PDF file itself, not a photo of the paper."))
        file.seek(0)
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Type the code, or bring the file."""
    if request.method == "POST":
        return _shut(_file(request))
    written = "".join(sign for sign in request.GET.get("kode", "") if sign.isalnum() or sign == "-")
    if written:
        return redirect("verify-code", written[:MOST_SIGNS])
    return _shut(page(request, "verify/start.html", _forms()))


@require_safe
def verify_code(request, code):
    """What the paper with this code is, and what became of it."""
    if limits.must_wait(request):
        return _shut(_wait(request))
    tell = BY_CODE.get(code[:3].upper())
    told = tell(code[:MOST_SIGNS]) if tell else None
    if told is None:
        limits.note_wrong(request)
        return _shut(page(request, "verify/unknown.html", _forms(), status=404))
    template, context = told
    return _shut(page(request, template, context))


def _file(request):
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "verify/start.html", {**_forms(), "file_form": form}, status=422)
    if not limits.may_bring_file(request):
        return _wait(request)
    content = form.cleaned_data["file"].read(MOST_BYTES + 1)
    template, context = _told_of(content, form.is_credential)
    return page(request, template, context)


def _told_of(content, is_credential):
    if is_credential:
        return certificates.by_credential(content.decode("ascii", "replace"))
    sha256 = hashlib.sha256(content).hexdigest()
    return documents.by_hash(sha256) or certificates.by_hash(sha256) or documents.by_signatures(content)


def _wait(request):
    response = page(request, "verify/wait.html", status=429)
    response.headers["Retry-After"] = str(limits.WINDOW)
    return response


def _forms():
    return {"code_form": CodeForm(), "file_form": FileForm()}


def _shut(response):
    """Found by no search engine, kept by no cache, passed on to no other site."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "same-origin"  # with none, browsers send forms without their origin
    return response
