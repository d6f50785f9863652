"""An invitation on a phone: coming or not, the time for one's calendar, the code for the door. No account."""

from datetime import UTC, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from padan.base.clock import now, today
from padan.base.typesetting import qr_svg
from padan.forum.actions.events import answer_invitation
from padan.forum.notices import when
from padan.forum.queries import invitation_of_link
from padan.forum.states import Answer, EventKind
from padan.people.queries import address_of
from padan.web.acting import done
from padan.web.pages import page


class ReplyForm(forms.Form):
    answer = forms.ChoiceField(choices=[one for one in Answer.choices if one[0] != Answer.WAITING])
    substitute = forms.CharField(label=_("Who comes in your place"), max_length=200, required=False)


def answer(request, link):
    """The invitation, and what the guest answers. The last answer counts until the event is over."""
    one = invitation_of_link(link)
    if one is None:
        sentence = gettext("You are no longer on the list of this event. Ask the forum.")
        return page(request, "link/closed.html", {"sentence": sentence}, status=410)
    if request.method == "GET" and "kalender" in request.GET:
        return _calendar(one.event)
    form, over = ReplyForm(request.POST or None), today() > one.event.last_on
    if form.is_valid() and done(
        form, answer_invitation, invitation=one, by=link, at=now(), today=today(), **form.cleaned_data
    ):
        return redirect(request.path)
    event = one.event
    context = {
        "one": one,
        "event": event,
        "kind": EventKind(event.kind),
        "when": when(event),
        "answer": Answer(one.answer),
        "comes": one.answer in (Answer.COMING, Answer.SUBSTITUTE),
        "over": over,
        "form": form,
        "asks_name": bool(form.errors),
        "qr": qr_svg(address_of("invitation-door", one.code)),
    }
    return page(request, "link/event.html", context, status=422 if form.errors else 200)


def _calendar(event):
    """The event as a calendar file (RFC 5545), for any phone."""
    if event.starts_at:
        ends = event.ends_at or event.starts_at + timedelta(hours=2)
        span = [f"DTSTART:{_utc(event.starts_at)}", f"DTEND:{_utc(ends)}"]
    else:
        after = event.held_on + timedelta(days=1)
        span = [f"DTSTART;VALUE=DATE:{event.held_on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Padan//ID",
        "BEGIN:VEVENT",
        f"UID:{event.code}@padan",
        f"DTSTAMP:{_utc(event.updated_at)}",
        f"SEQUENCE:{event.revision}",
        *span,
        f"SUMMARY:{_plain(event.title)}",
        f"LOCATION:{_plain(event.place)}",
        f"DESCRIPTION:{_plain(event.agenda)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    response = HttpResponse("\r\n".join(map(_folded, lines)) + "\r\n", content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{event.code}.ics")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _utc(instant):
    return f"{instant.astimezone(tz=UTC):%Y%m%dT%H%M%SZ}"


def _plain(text):
    """Text as a value: no line of its own can begin in it."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join("".join(sign for sign in row if sign.isprintable()) for row in escaped.splitlines())


def _folded(line):
    """Lines of at most 75 bytes, continued by a space."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 73:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
