"""Events: the calendar, guests and their invitations, the door, the attendance list."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.queries.life import agreements_of
from padan.base.clock import now, today
from padan.base.search import containing
from padan.base.whatsapp import whatsapp_link
from padan.forum.actions.events import (
    answer_invitation,
    check_in,
    edit_event,
    hand_over_link,
    invite,
    plan_event,
    send_invitations,
    undo_check_in,
    walk_in,
    withdraw_invitation,
)
from padan.forum.notices import when, words_for
from padan.forum.permissions import may_keep_forum
from padan.forum.printing import printed_attendance
from padan.forum.queries import (
    decisions_of,
    events_open_to,
    forums_kept,
    invitations_of,
    invitations_open_to,
    minutes_of,
    turnout_of,
)
from padan.forum.states import Answer, EventKind, Zone
from padan.organisations.queries import member_contacts
from padan.people.queries import address_of, links_to, messages_about
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import bytes_response
from padan.web.forms import DayField
from padan.web.keyset import Key, order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

READS_GUESTS = (*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
READS_EVENTS = (*READS_GUESTS, R.AUDITOR)
FOUND = 30
FEW = 6
HOUR = ("%H:%M", "%H.%M")


EVENTS = Listing(
    name="event",
    title=_("Events"),
    rows=events_open_to,
    order=(Key("held_on", descending=True), Key("pk", descending=True)),
    filters=(
        choice("kind", _("Kind"), EventKind.choices, "kind"),
        day("from", _("From"), "held_on__gte"),
        day("to", _("Until"), "held_on__lte"),
        of_code("forum", _("Forum code"), "forum__organisation__code"),
    ),
    columns=(
        Column("title", _("Event"), lambda e: e.title, href=lambda e: reverse("event-detail", args=[e.code])),
        Column("held_on", _("Date"), lambda event: event.held_on, kind="date", sort="held_on"),
        Column("kind", _("Kind"), lambda event: EventKind(event.kind)),
        Column("place", _("Place"), lambda event: event.place),
        Column("forum", _("Forum"), lambda event: event.forum.organisation.name, phone=False),
        Column("code", _("Code"), lambda event: event.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No events yet"),
        _("Write down when and where people meet; then ask them to come."),
        _("Plan an event"),
        "event-new",
        lambda viewer: viewer.has(R.SECRETARIAT),
    ),
    begins=True,
)


def _present(rows, value):
    return rows.filter(checked_in_at__isnull=value == "no")


INVITATIONS = Listing(
    name="invitation",
    title=_("Guests"),
    lead=_("Who was asked, what was answered, who came."),
    rows=invitations_open_to,
    order=order_of("name_key"),
    search=lambda viewer: "name_key",
    search_label=_("Name or organisation"),
    filters=(
        of_code("event", _("Event code"), "event__code"),
        choice("answer", _("Guest's answer"), Answer.choices, "answer"),
        Filter(
            "present",
            forms.ChoiceField(
                label=_("Present"),
                required=False,
                choices=[("", _("All")), ("yes", _("Present")), ("no", _("Not present"))],
            ),
            _present,
        ),
    ),
    columns=(
        Column(
            "name",
            _("Name"),
            lambda one: one.comes,
            href=lambda one: reverse("invitation-detail", args=[one.code]),
            under=lambda one: one.substitute and gettext("instead of %(name)s") % {"name": one.name},
        ),
        Column("body", _("Organisation"), lambda one: one.from_body),
        Column("invited", _("Invited"), lambda one: one.name, shown=False),
        Column("answer", _("Guest's answer"), lambda one: None if one.walked_in else Answer(one.answer), kind="status"),
        Column("sent_at", _("Last sent"), lambda one: one.sent_at, kind="time", phone=False),
        Column("checked_in_at", _("Present since"), lambda one: one.checked_in_at, kind="time"),
        Column("phone", _("Phone"), lambda one: one.phone, shown=False),
        Column("email", _("E-mail"), lambda one: one.email, shown=False),
        Column("event", _("Event"), lambda one: one.event.title, shown=False),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
    ),
    empty=Empty(_("No guests yet"), _("Open an event and ask people to come.")),
    personal=True,
)


class EventForm(forms.Form):
    """Hours are those of the place: the zone tells which clock."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices)
    held_on = DayField(label=_("Date"))
    starts = forms.TimeField(
        label=_("Starts"), required=False, input_formats=HOUR, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    last_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    ends = forms.TimeField(
        label=_("Ends"), required=False, input_formats=HOUR, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=Zone.choices)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    agenda = forms.CharField(
        label=_("Agenda"), required=False, widget=forms.Textarea({"rows": 5}), help_text=_("One item a line.")
    )

    def clean(self):
        told = super().clean()
        if told.get("last_on") and not told.get("ends"):
            self.add_error("ends", gettext("Write at what hour the last day ends."))
        if told.get("ends") and not told.get("starts"):
            self.add_error("starts", gettext("Write when the event starts, or leave the end empty as well."))
        return told

    @property
    def told(self):
        """What the act takes: hours as instants."""
        told = dict(self.cleaned_data)
        clock, on = Zone(told["zone"]).clock, told["held_on"]
        starts, ends, last = told.pop("starts"), told.pop("ends"), told.pop("last_on") or on
        told["starts_at"] = datetime.combine(on, starts, clock) if starts else None
        told["ends_at"] = datetime.combine(last, ends, clock) if ends else None
        told.pop("revision", None), told.pop("forum", None)
        return told


class ChangeForm(EventForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class NewForm(EventForm):
    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        self.fields["forum"] = forms.ModelChoiceField(forums_kept(viewer), label=_("Forum"), empty_label=None)
        self.order_fields(("forum", "title", "kind"))


class GuestsForm(forms.Form):
    """Guests one a line, as typed or pasted from a sheet; and the contacts of all members at once."""

    guests = forms.CharField(
        label=_("Guests, one a line"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Name; organisation; phone; e-mail. Lines pasted from a sheet are read as well."),
    )
    members = forms.BooleanField(label=_("Everybody who is a contact of a member of the forum"), required=False)

    def lines(self):
        found = []
        for line in self.cleaned_data["guests"].splitlines():
            if line.strip():
                cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
                name, body, *rest = [*cells, "", "", ""][:4]
                email = next((one for one in rest if "@" in one), "")
                phone = next((one for one in rest if one and "@" not in one), "")
                found.append({"name": name, "body": body, "phone": phone, "email": email})
        return found


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Guest's answer"), choices=[one for one in Answer.choices if one[0] != Answer.WAITING]
    )
    substitute = forms.CharField(label=_("Who comes instead"), max_length=200, required=False)


class WalkInForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    body = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)


@require_safe
@for_roles(*READS_EVENTS)
def events(request):
    return EVENTS.page(request)


@require_POST
@for_roles(*READS_EVENTS)
def export_events(request):
    return EVENTS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_event(request):
    """Put a gathering into the calendar."""
    form = NewForm(request.POST or None, viewer=request.viewer, initial={"zone": Zone.WIB, "held_on": today()})
    if form.is_valid():
        event = done(form, plan_event, forum=form.cleaned_data["forum"], by=request.user, at=now(), **form.told)
        if event:
            messages.success(request, gettext("The event is planned. Ask people to come now."))
            return redirect("event-detail", event.code)
    return page(
        request, "secretariat/events/form.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_safe
@for_roles(*READS_EVENTS)
def event(request, code):
    """One event: when and where, how many come, what was decided, and what to do next."""
    found = get_object_or_404(events_open_to(request.viewer), code=code)
    viewer, day_ = request.viewer, today()
    reads = found.forum.organisation_id in viewer.forums
    last = minutes_of(found).exclude(approved_at=None).first()
    context = {
        "event": found,
        "kind": EventKind(found.kind),
        "when": when(found),
        "turnout": turnout_of(found) if reads else None,
        "own": () if reads else invitations_open_to(viewer).filter(event=found),
        "minutes": minutes_of(found).first() if reads else last,
        "approved": last,
        "decisions": decisions_of(found) if reads else (),
        "agreements": agreements_of(viewer).filter(event=found).order_by("event_order", "pk")[:FEW],
        "reads": reads,
        "may_keep": may_keep_forum(viewer, found.forum),
        "over": day_ > found.last_on,
        "begun": day_ >= found.held_on,
        "trail": told(entries_of(found)) if reads else (),
    }
    return page(request, "secretariat/events/detail.html", context)


def _kept_event(request, code):
    """An event of a forum the viewer is secretary of."""
    rows = events_open_to(request.viewer).filter(forum__organisation_id__in=request.viewer.kept_forums)
    return get_object_or_404(rows, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def change_event(request, code):
    """Change when, where and what for."""
    found = _kept_event(request, code)
    begins, ends = (at and at.astimezone(found.clock) for at in (found.starts_at, found.ends_at))
    before = {
        field: getattr(found, field) for field in ("title", "kind", "held_on", "zone", "place", "agenda", "revision")
    }
    before |= {"starts": begins and begins.time(), "ends": ends and ends.time()}
    before["last_on"] = ends.date() if ends and ends.date() != found.held_on else None
    form = ChangeForm(request.POST or None, initial=before)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        if done(form, edit_event, event=found, revision=revision, by=request.user, at=now(), **form.told):
            messages.success(
                request, gettext("Saved. Who was invited before sees the new time and place behind her link.")
            )
            return redirect("event-detail", code)
    context = {"form": form, "event": found}
    return page(request, "secretariat/events/form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def invite_guests(request, code):
    """Ask people to come: typed, pasted, or all contacts of the members."""
    found = _kept_event(request, code)
    form = GuestsForm(request.POST or None)
    if form.is_valid():
        guests = form.lines()
        if form.cleaned_data["members"]:
            guests += [
                {
                    "name": one.name,
                    "organisation": one.organisation,
                    "contact": one,
                    "phone": one.phone,
                    "email": one.email,
                }
                for one in member_contacts(found.forum.organisation_id)
            ]
        added = done(form, invite, event=found, guests=guests, by=request.user, at=now(), today=today())
        if added is not None:
            said = ngettext("%(n)s guest was added to the list.", "%(n)s guests were added to the list.", len(added))
            messages.success(request, said % {"n": len(added)})
            return redirect("event-detail", code)
    contacts = member_contacts(found.forum.organisation_id).count()
    context = {"form": form, "event": found, "contacts": contacts}
    return page(request, "secretariat/events/invite.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@for_roles(R.SECRETARIAT)
def send_to_guests(request, code):
    """Mail the guests who were not written to yet; or again those who have not answered."""
    found = _kept_event(request, code)
    guests = invitations_of(found).filter(walked_in=False, answer=Answer.WAITING).exclude(email="")
    if request.POST.get("who") != "again":
        guests = guests.filter(sent_at=None)
    sent = tried(
        request, "", send_invitations, event=found, invitations=list(guests), by=request.user, at=now(), today=today()
    )
    if sent:
        said = ngettext("The invitation leaves to %(n)s guest.", "The invitation leaves to %(n)s guests.", len(sent))
        messages.success(request, said % {"n": len(sent)})
    return redirect("event-detail", code)


@require_safe
@for_roles(*READS_GUESTS)
def invitations(request):
    return INVITATIONS.page(request)


@require_POST
@for_roles(*READS_GUESTS)
def export_invitations(request):
    return INVITATIONS.export(request)


def _invitation_page(request, found, form=None, status=200):
    context = {
        "one": found,
        "event": found.event,
        "when": when(found.event),
        "answer": Answer(found.answer),
        "tone": tone_of(Answer(found.answer)),
        "may_keep": may_keep_forum(request.viewer, found.event.forum),
        "form": form or AnswerForm(initial={"answer": found.answer, "substitute": found.substitute}),
        "links": links_to(found)[:FOUND],
        "mails": messages_about(found)[:FOUND],
        "over": today() > found.event.last_on,
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/events/guest.html", context, status=status)


@require_safe
@for_roles(*READS_GUESTS)
def invitation(request, code):
    """One guest: what she answered, when she opened her link, whether she is here."""
    return _invitation_page(request, get_object_or_404(invitations_open_to(request.viewer), code=code))


def _kept_invitation(request, code):
    rows = invitations_open_to(request.viewer).filter(event__forum__organisation_id__in=request.viewer.kept_forums)
    return get_object_or_404(rows, code=code)


@require_POST
@for_roles(R.SECRETARIAT)
def act_on_invitation(request, code):
    """Send it again, note an answer given by phone, take the guest off the list, or undo a check-in."""
    found, do = _kept_invitation(request, code), request.POST.get("do")
    shared = {"by": request.user, "at": now()}
    if do == "mail":
        said = gettext("The invitation leaves again.")
        tried(request, said, send_invitations, event=found.event, invitations=[found], today=today(), **shared)
    elif do == "answer":
        form = AnswerForm(request.POST)
        if not (
            form.is_valid()
            and done(form, answer_invitation, invitation=found, today=today(), **form.cleaned_data, **shared)
        ):
            return _invitation_page(request, found, form, 422)
    elif do == "withdraw":
        if tried(request, gettext("Taken off the list."), withdraw_invitation, invitation=found, **shared):
            return redirect("event-detail", found.event.code)
    elif do == "undo":
        tried(request, gettext("The check-in is undone."), undo_check_in, invitation=found, **shared)
        return redirect("event-door", found.event.code)
    else:
        raise Http404
    return redirect("invitation-detail", code)


@require_POST
@for_roles(R.SECRETARIAT)
def message_to_guest(request, code):
    """The words for WhatsApp with a fresh link, to be sent by hand."""
    found = _kept_invitation(request, code)
    token = tried(request, "", hand_over_link, invitation=found, by=request.user, at=now(), today=today())
    if token is None:
        return redirect("invitation-detail", code)
    _subject, text = words_for(found, address_of("link", token))
    context = {"one": found, "event": found.event, "text": text, "whatsapp": whatsapp_link(text, found.phone)}
    return page(request, "secretariat/events/message.html", context)


@require_safe
@for_roles(R.SECRETARIAT)
def door(request, code):
    """The phone at the door: find a guest by name, or write down who came unasked."""
    return _door_page(request, _kept_event(request, code), WalkInForm())


def _door_page(request, found, form, status=200):
    words = " ".join(request.GET.get("q", "").split())[:100]
    guests = invitations_of(found)
    guests = containing(guests, "name_key", words) if words else guests.filter(checked_in_at=None)
    context = {
        "event": found,
        "form": form,
        "words": words,
        "guests": (shown := list(guests[: FOUND + 1]))[:FOUND],
        "more": FOUND if len(shown) > FOUND else 0,
        "turnout": turnout_of(found),
        "begun": today() >= found.held_on,
    }
    return page(request, "secretariat/events/door.html", context, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def write_down_walk_in(request, code):
    """Somebody came unasked."""
    found, form = _kept_event(request, code), WalkInForm(request.POST)
    if form.is_valid():
        guest = done(form, walk_in, event=found, by=request.user, at=now(), today=today(), **form.cleaned_data)
        if guest:
            messages.success(request, gettext("%(name)s is present.") % {"name": guest.comes})
            return redirect("event-door", code)
    return _door_page(request, found, form, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def at_the_door(request, code):
    """What a guest's QR code opens for who stands at the door: one button, and twice does no harm."""
    found = _kept_invitation(request, code)
    refusal = ""
    if request.method == "POST":
        form = forms.Form({})
        if done(form, check_in, invitation=found, by=request.user, at=now(), today=today()):
            return redirect("invitation-door", code)
        refusal = " ".join(form.non_field_errors())
    context = {
        "one": found,
        "event": found.event,
        "answer": Answer(found.answer),
        "refusal": refusal,
        "begun": today() >= found.event.held_on,
    }
    return page(request, "secretariat/events/at_the_door.html", context, status=422 if refusal else 200)


@require_safe
@for_roles(*FORUM)
def attendance(request, code):
    """The attendance list as a paper."""
    rows = events_open_to(request.viewer).filter(forum__organisation_id__in=request.viewer.forums)
    found = get_object_or_404(rows, code=code)
    paper = printed_attendance(found, at=now())
    return bytes_response(paper, f"daftar-hadir-{found.code}.pdf", "application/pdf", shown=True)
