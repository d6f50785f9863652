"""Complaints as the forum and the labour office read them; and the poster that shows where to complain.

Nobody else reads them: no centre, no company, no board member, no auditor, no administrator. There is no export.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.base.files import MEDIA_TYPE
from padan.overseas.actions.complaints import (
    answer_complaint,
    close_complaint,
    content_of_file,
    look_into_complaint,
    opened,
    pass_on_complaint,
)
from padan.overseas.posters import printed_complaint_poster
from padan.overseas.queries.complaints import complaints_of, files_of, files_open_to, forums_with_poster, messages_of
from padan.overseas.states import COMPLAINT_FLOW, Accused, ComplaintState, Matter, PassedTo
from padan.trail.queries import entries_of
from padan.web.acting import Way, done
from padan.web.audience import R, for_roles
from padan.web.downloads import bytes_response
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

READS_COMPLAINTS = (R.SECRETARIAT, R.LABOUR_OFFICE)
PRINTS = (R.SECRETARIAT, R.CENTRE_OFFICER)
TABS = "overseas/_tabs.html"
WAITING = "waiting"
UNANSWERED = (ComplaintState.RECEIVED, ComplaintState.LOOKED_INTO)


def _by_state(rows, value):
    return rows.filter(state__in=UNANSWERED) if value == WAITING else rows.filter(state=value)


COMPLAINTS = Listing(
    name="complaint",
    title=_("Complaints"),
    lead=_("What is told here stays here. Who belongs to the body a complaint is about does not see it."),
    rows=complaints_of,
    order=order_of("-pk"),
    filters=(
        Filter(
            "state",
            forms.ChoiceField(
                label=_("State"),
                required=False,
                choices=[("", _("All")), (WAITING, _("Without an answer")), *ComplaintState.choices],
            ),
            _by_state,
        ),
        choice("matter", pgettext_lazy("complaint", "What about"), Matter.choices, "matter"),
        choice("accused", pgettext_lazy("complaint", "About whom"), Accused.choices, "accused"),
    ),
    tabs=TABS,
    exports=False,
    columns=(
        Column(
            "code",
            _("Complaint"),
            lambda one: one.code,
            kind="code",
            href=lambda one: reverse("complaint-detail", args=[one.code]),
        ),
        Column("state", _("State"), lambda one: ComplaintState(one.state), kind="state"),
        Column("matter", pgettext_lazy("complaint", "What about"), lambda one: Matter(one.matter)),
        Column(
            "accused",
            pgettext_lazy("complaint", "About whom"),
            lambda one: Accused(one.accused),
            under=lambda one: one.organisation,
        ),
        Column("told_on", _("Received on"), lambda one: one.told_on, kind="date", sort="told_on"),
        Column("handled_by", _("Looked into by"), lambda one: one.handled_by and one.handled_by.name),
    ),
    empty=Empty(
        _("No complaint came in"),
        _("Perhaps nobody knows the way. Print the poster and hang it where candidates learn."),
        _("Print the poster"),
        "complaint-poster",
        lambda viewer: viewer.has(*PRINTS),
    ),
    begins=True,
)


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("What does she read?"),
        max_length=8000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("She reads it with her receipt. Say what was found, what is done, and what she can do herself."),
    )


class PassOnForm(forms.Form):
    to = forms.ChoiceField(label=_("To whom?"), choices=PassedTo.choices)
    words = forms.CharField(
        label=_("What does she read about it?"), max_length=8000, widget=forms.Textarea({"rows": 4})
    )


class CloseForm(forms.Form):
    words = forms.CharField(label=_("Why is it closed?"), max_length=8000, widget=forms.Textarea({"rows": 3}))


@require_safe
@for_roles(*READS_COMPLAINTS)
def complaints(request):
    return COMPLAINTS.page(request)


@require_safe
@for_roles(*READS_COMPLAINTS)
def complaint(request, code):
    """One complaint, its words opened for who may read it."""
    found = get_object_or_404(complaints_of(request.viewer), code=code)
    return _page(request, found, _ways(request, found))


@require_POST
@for_roles(*READS_COMPLAINTS)
def record_for_complaint(request, code):
    """Looked into, answered, passed on, closed."""
    found = get_object_or_404(complaints_of(request.viewer), code=code)
    ways = _ways(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and done(way.form, way.act, **way.form.cleaned_data):
        messages.success(request, gettext("Written down."))
        return redirect("complaint-detail", code)
    return _page(request, found, ways, status=422)


@require_safe
@for_roles(*READS_COMPLAINTS)
def complaint_file(request, code):
    """A file she added; ``code`` is its number."""
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 12 else 0
    found = get_object_or_404(files_open_to(request.viewer), pk=number)
    content, kind = content_of_file(found)
    return bytes_response(content, f"{found.complaint.code}-{number}.{kind.value}", MEDIA_TYPE[kind])


@require_safe
@for_roles(*PRINTS)
def poster(request):
    """The poster: a square that opens the complaint form of the forum. No token: it shows nothing of anybody."""
    forum = get_object_or_404(forums_with_poster(request.viewer)[:1])
    pdf = printed_complaint_poster(forum, at=now())
    return bytes_response(pdf, "poster-pengaduan.pdf", "application/pdf", shown=True)


def _ways(request, found, posted=""):
    said = {"complaint": found, "by": request.user, "at": now(), "today": today()}
    may = COMPLAINT_FLOW.allowed_from(found.state)

    def bound(do):
        return request.POST if posted == do else None

    ways = []
    if ComplaintState.LOOKED_INTO in may:
        ways.append(Way("look", _("You look into it"), forms.Form(bound("look")),
                        lambda: look_into_complaint(**said), _("I look into it")))  # fmt: skip
    if found.state != ComplaintState.CLOSED:
        ways.append(Way("answer", _("Answer her"), AnswerForm(bound("answer"), auto_id="a_%s"),
                        lambda words: answer_complaint(words=words, **said), _("Send the answer")))  # fmt: skip
        ways.append(Way("pass", _("It belongs to somebody else"), PassOnForm(bound("pass"), auto_id="p_%s"),
                        lambda **more: pass_on_complaint(**more, **said), _("Pass it on")))  # fmt: skip
    if ComplaintState.CLOSED in may:
        ways.append(Way("close", _("Nothing more is done"), CloseForm(bound("close"), auto_id="c_%s"),
                        lambda words: close_complaint(words=words, **said), _("Close it")))  # fmt: skip
    return ways


def _page(request, found, ways, status=200):
    state = ComplaintState(found.state)
    context = {
        "complaint": found,
        "state": state,
        "tone": tone_of(state),
        "said": [(one, opened(one.words_sealed)) for one in messages_of(found)],
        "who": opened(found.who_sealed),
        "about": opened(found.about_sealed),
        "files": [(number, one) for number, one in enumerate(files_of(found), 1)],
        "ways": ways,
        "trail": told(entries_of(found)),
    }
    return page(request, "overseas/complaint.html", context, status=status)
