"""A party reads the text of its agreement: right as it is, or a remark at a part of it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.agreements.actions.reviews import approve_text, remark_on_text
from padan.agreements.queries.texts import filled, party_of_code, remarks_of, reviews_of, text_to_read
from padan.agreements.states import DocumentState
from padan.agreements.wording.parts import choices_of
from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.web.pages import page


class RemarkForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What should change"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args, parts, **more):
        super().__init__(*args, **more)
        choices = [("", gettext_lazy("Choose a part")), *choices_of(parts)]
        self.fields["part"] = forms.ChoiceField(label=gettext_lazy("Where"), choices=choices)
        self.order_fields(["part", "words"])


def review_page(request, link):
    """The text on the table of the party's agreement. Looking at it uses nothing up."""
    party = party_of_code(link.thing_code)
    document = party and text_to_read(party.agreement)
    if document is None:
        sentence = _("There is no text to read now. Ask the forum.")
        return page(request, "link/closed.html", {"sentence": sentence}, status=410)
    try:
        text = filled(document)
    except ActionDenied as denied:
        return page(request, "link/closed.html", {"sentence": str(denied)}, status=410)
    form, refusal = RemarkForm(parts=text.parts), ""
    if request.method == "POST":
        told = {"document": document, "party": party, "seen": request.POST.get("seen", ""), "by": link, "at": now()}
        remark = request.POST.get("do") == "remark"
        form = RemarkForm(request.POST, parts=text.parts) if remark else form
        try:
            if not remark:
                approve_text(**told)
                messages.success(request, _("Recorded. Thank you: nothing more is needed from you now."))
                return redirect(request.path)
            if form.is_valid():
                remark_on_text(**told, **form.cleaned_data)
                messages.success(request, _("Recorded. The forum answers, and the text comes back to you."))
                return redirect(request.path)
        except ActionDenied as denied:
            refusal = str(denied)
    reviews = {review.party.pk: review for review in reviews_of(document, text.parts)}
    context = {
        "party": party,
        "document": document,
        "open": document.state == DocumentState.DRAFT,
        "parts": text.parts,
        "missing": text.missing,
        "seen": text.sha256,
        "review": reviews[party.pk],
        "remarks": remarks_of(document).filter(party=party),
        "form": form,
        "refusal": refusal,
    }
    return page(request, "link/review.html", context, status=422 if request.method == "POST" else 200)
