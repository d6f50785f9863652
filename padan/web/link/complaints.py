"""Telling the forum, without login and without a name if she likes; and reading the answer with the receipt.

Neither page knows who asks: no link of a person, no session, no cookie but that of the form. The receipt is typed into
a form and travels in the body, so that no address, no log and no history of a browser holds it. Telling is limited by
address, guessing receipts as well.
"""

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.base.files import FileRefused, accepted
from padan.overseas.actions.complaints import (
    BYTES_OF_FILE,
    MOST_FILES,
    MOST_WORDS,
    add_to_complaint,
    opened,
    tell_complaint,
)
from padan.overseas.queries.complaints import (
    RECEIPT_SIGNS,
    bodies_to_name,
    complaint_behind,
    files_of,
    forum_with_channel,
    messages_of,
)
from padan.overseas.states import Accused, ComplaintState, Matter
from padan.web.acting import done
from padan.web.counting import DAY, address_of, count, counted
from padan.web.forms import Brought, RowField
from padan.web.pages import page
from padan.web.tones import tone_of

TOLD_A_DAY = 30
"""From one address: a dormitory has one, and may have much to tell."""
WRONG_RECEIPTS = 15


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some PDFs or pictures; pictures lose what a camera wrote into them, and every name is dropped."""

    widget = SeveralFiles({"accept": "application/pdf,image/jpeg,image/png"})

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most %(most)s files.") % {"most": MOST_FILES})
        try:
            return [Brought(accepted(super(FilesField, self).clean(one), most=BYTES_OF_FILE), "") for one in files]
        except FileRefused as refused:
            raise ValidationError(str(refused)) from None


class TellForm(forms.Form):
    matter = forms.ChoiceField(label=_("What is it about?"), choices=Matter.choices, widget=forms.RadioSelect)
    accused = forms.ChoiceField(label=_("About whom?"), choices=Accused.choices, widget=forms.RadioSelect)
    organisation = RowField(
        None, label=_("Is it one of these?"), required=False, empty_label=_("No, or I would rather not say")
    )
    about = forms.CharField(label=_("Or write the name"), max_length=200, required=False)
    words = forms.CharField(
        label=_("What happened?"),
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 7}),
        help_text=_("When, where, who, how much. In your own words, in any language."),
    )
    files = FilesField(
        label=_("Photos or papers"),
        required=False,
        help_text=_("At most 5, each up to 5 MB. Place and camera are taken out of photos; a PDF may hold a name."),
    )
    who = forms.CharField(
        label=_("Your name and how to reach you"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text=_("Leave it empty to stay without a name. You still read the answer with your receipt."),
    )

    def __init__(self, *args, bodies, **more):
        super().__init__(*args, **more)
        self.fields["organisation"].queryset = bodies


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=_("Your receipt"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
        help_text=_("16 letters and digits; points, blanks and small letters make no difference."),
    )


class MoreForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to add?"), max_length=MOST_WORDS, widget=forms.Textarea({"rows": 4})
    )
    files = FilesField(label=_("Photos or papers"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request, code):
    """The form; after it the receipt, shown this once."""
    forum = get_object_or_404(forum_with_channel(code))
    bodies = bodies_to_name(forum)
    form = TellForm(request.POST or None, request.FILES or None, bodies=bodies)
    wait = request.method == "POST" and counted("complaint", address_of(request), DAY) >= TOLD_A_DAY
    sent = request.method == "POST" and not wait and form.is_valid()
    if sent and (made := done(form, tell_complaint, forum=forum, at=now(), today=today(), **form.cleaned_data)):
        count("complaint", address_of(request), DAY)
        found, code_of_receipt = made
        context = {"forum": forum, "receipt": in_groups(code_of_receipt), "to_office": found.to_office}
        return _shut(page(request, "link/complaint_receipt.html", context))
    status = 429 if wait else 422 if request.method == "POST" else 200
    return _shut(page(request, "link/complaint.html", {"forum": forum, "form": form, "wait": wait}, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request):
    """By the receipt: how it stands, what was answered, and adding to it."""
    if request.method != "POST":
        return _shut(page(request, "link/complaint_open.html", {"form": ReceiptForm()}))
    form = ReceiptForm(request.POST)
    wait = counted("receipt", address_of(request)) >= WRONG_RECEIPTS
    found = complaint_behind(form.cleaned_data["receipt"]) if form.is_valid() and not wait else None
    if found is None:
        if not wait:
            count("receipt", address_of(request))
        context = {"form": form, "wrong": not wait, "wait": wait}
        return _shut(page(request, "link/complaint_open.html", context, status=429 if wait else 422))
    more, added, status = MoreForm(), False, 200
    if request.POST.get("do") == "add":
        more = MoreForm(request.POST, request.FILES)
        added = more.is_valid() and bool(
            done(more, add_to_complaint, complaint=found, at=now(), today=today(), **more.cleaned_data)
        )
        found = complaint_behind(form.cleaned_data["receipt"])
        more, status = (MoreForm(), 200) if added else (more, 422)
    elif "do" in request.POST:
        raise BadRequest
    state = ComplaintState(found.state)
    context = {
        "complaint": found,
        "state": state,
        "tone": tone_of(state),
        "passed": found.get_passed_to_display() if found.passed_to else "",
        "said": [(one, opened(one.words_sealed)) for one in messages_of(found)],
        "files": files_of(found).count(),
        "receipt": form.cleaned_data["receipt"],
        "more": more,
        "added": added,
    }
    return _shut(page(request, "link/complaint_read.html", context, status=status))


def in_groups(receipt) -> str:
    """``7K3M-Q9TX-AB01-CD23``: as it is read aloud and typed."""
    return "-".join(receipt[at : at + 4] for at in range(0, RECEIPT_SIGNS, 4))


def _shut(response):
    """Kept by no cache and no history, found by no search engine, and its address told to nobody."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
