"""What allows a partner to send people: written down, checked again, renewed, revoked; and attaching her to one."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.base.readings import Problem, line
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.watching import follow_permits
from padan.overseas.models import Candidate, Permit
from padan.overseas.permissions import check_may_attach, check_may_keep_permit
from padan.overseas.permit_numbers import NIB_DIGITS, is_written_like_one, key_of, looks_invented
from padan.overseas.queries.protection import permits_for, valid_on
from padan.overseas.states import CandidateState, PermitKind, PermitState
from padan.trail.actions import record


class PermitKnown(ActionDenied):
    """This number stands here already, for this body or for another."""


class PermitMissing(ActionDenied):
    """The partner has no valid permit of a kind that the rules accept."""


class NotOnRoute(ActionDenied):
    """She is not on the route any more."""


@transaction.atomic
def record_permit(
    *, organisation, kind, number, issued_on, source, by, at, today, expires_on=None, renews=None, file=None
):
    """Write down a permit as it was seen in a register or on paper; ``renews`` is the one it takes the place of.

    An empty end means that none is written on it. Raises NotAllowed, FieldRefused or PermitKnown.
    """
    check_for(by, check_may_keep_permit, organisation)
    told = _checked(organisation, kind, number, issued_on, expires_on, source, today)
    if renews is not None:
        renews = Permit.objects.select_for_update(of=("self",)).get(pk=renews.pk)
        if renews.organisation_id != organisation.pk or renews.renewed_on is not None:
            raise FieldRefused("renews", _("This permit was renewed already, or belongs to another body."))
        if renews.revoked_on is not None:
            raise FieldRefused("renews", _("This permit was revoked. Write the new one down as a permit of its own."))
        renews.renewed_on = today
        renews.save(update_fields=["renewed_on", "updated_at"])
    _check_alone(organisation, told, renews)
    brought = keep(file.content, called=file.name) if file else {}
    try:
        with transaction.atomic():
            permit = Permit.objects.create(
                organisation=organisation, checked_on=today, checked_by=by, **told, **brought
            )
    except IntegrityError:  # another writer was faster
        raise PermitKnown(_("This number was written down a moment ago. Look at the list of permits.")) from None
    record(by, "permit.recorded", permit, at=at, changes={
        "organisation": ["", organisation.code], "kind": ["", told["kind"]], "until": ["", expires_on or ""],
        "renews": ["", renews.code if renews else ""],
    })  # fmt: skip
    follow_permits(today=today, at=at, partner=organisation)
    return permit


@transaction.atomic
def check_permit(*, permit, source, by, at, today):
    """Somebody looked it up again and found it as it stands here; ``source`` says where."""
    check_for(by, check_may_keep_permit, permit.organisation)
    permit = Permit.objects.select_for_update(of=("self",)).get(pk=permit.pk)
    permit.source, permit.checked_on, permit.checked_by = _source(source), today, by
    permit.save(update_fields=["source", "checked_on", "checked_by", "updated_at"])
    record(by, "permit.checked", permit, at=at, changes={"source": ["", permit.source]})
    return permit


@transaction.atomic
def revoke_permit(*, permit, revoked_on, words, by, at, today):
    """It was taken from the partner, from a day on and for a reason. Whoever is inside is named in an alarm at once."""
    check_for(by, check_may_keep_permit, permit.organisation)
    permit = Permit.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=permit.pk)
    if permit.revoked_on is not None:
        raise PermitKnown(_("This permit was revoked on %(day)s already.") % {"day": in_words(permit.revoked_on)})
    why = line(words, 300)
    if why is None or isinstance(why, Problem):
        raise FieldRefused("words", _("Say why it was revoked, and where that is written."))
    if not permit.issued_on <= revoked_on <= today:
        raise FieldRefused("revoked_on", _("Write the day on which it was revoked, today or before."))
    permit.revoked_on, permit.revoke_words = revoked_on, why
    permit.save(update_fields=["revoked_on", "revoke_words", "updated_at"])
    record(by, "permit.revoked", permit, at=at, changes={"revoked_on": ["", revoked_on]})
    follow_permits(today=today, at=at, partner=permit.organisation)
    return permit


@transaction.atomic
def attach_partner(*, candidate, partner, by, at, today):
    """Attach a candidate to the partner that sends her. Only with a valid permit of a kind that her rules accept.

    The permits are locked: one revoked at the same moment either stops this, or names her in its alarm. Raises
    NotAllowed, NotOnRoute or PermitMissing.
    """
    check_for(by, check_may_attach, candidate)
    candidate = _locked(candidate)
    permits = list(permits_for(candidate.version, partner).select_for_update(of=("self",)))
    if not Permit.objects.filter(valid_on(today), pk__in=[permit.pk for permit in permits]).exists():
        raise PermitMissing(_why_not(candidate.version, partner, permits, today))
    if partner.closed_on is not None:
        raise PermitMissing(_("%(partner)s is closed. Choose another partner.") % {"partner": partner})
    before = candidate.partner
    if before != partner:
        candidate.partner = partner
        candidate.revision += 1
        candidate.save(update_fields=["partner", "revision", "updated_at"])
        record(by, "candidate.attached", candidate, at=at,
               changes={"partner": [before.code if before else "", partner.code]})  # fmt: skip
    return candidate


@transaction.atomic
def detach_partner(*, candidate, words, by, at, today):
    """She is with this partner no longer, for a reason that is kept. Alarms that name her still do."""
    check_for(by, check_may_attach, candidate)
    candidate = _locked(candidate)
    why = line(words, 300)
    if why is None or isinstance(why, Problem):
        raise FieldRefused("words", _("Say why she leaves this partner."))
    if candidate.partner is None:
        raise NotOnRoute(_("She is attached to no partner."))
    before, candidate.partner = candidate.partner, None
    candidate.revision += 1
    candidate.save(update_fields=["partner", "revision", "updated_at"])
    record(by, "candidate.detached", candidate, at=at, changes={"partner": [before.code, ""], "why": ["", why]})
    return candidate


def _locked(candidate):
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("partner", "version__scheme", "centre")
    candidate = rows.get(pk=candidate.pk)
    if candidate.state != CandidateState.ON_ROUTE:
        raise NotOnRoute(_("She is not on the route any more."))
    return candidate


def _why_not(version, partner, permits, today) -> str:
    """Why nobody is attached to this partner today, and what to do."""
    why = why_no_permit(partner, version.scheme, version.permit_kinds, permits, today)
    none = _("Nobody is attached to it.")
    way = _("The secretariat writes a valid permit down under “Partner permits”; then attach her again.")
    return f"{why} {none} {way}"


def why_no_permit(partner, scheme, accepted, permits, today) -> str:
    """Why none of these permits holds today, in a sentence; ``accepted`` are the kinds that the rules take."""
    kinds = [str(PermitKind(kind).label) for kind in accepted if kind in PermitKind.values]
    told = {"partner": partner, "scheme": scheme.name, "kinds": _(" or ").join(kinds) or _("a permit")}
    if not permits:
        return _("No permit of %(partner)s that %(scheme)s accepts is written down here (%(kinds)s).") % told
    last = max(permits, key=lambda permit: (permit.expires_on is None, permit.expires_on or permit.issued_on))
    state = last.state_on(today)
    told |= {"number": last.number}
    if state == PermitState.REVOKED:
        told["day"] = in_words(last.revoked_on)
        return _("The permit %(number)s of %(partner)s was revoked on %(day)s.") % told
    if state == PermitState.NOT_YET:
        told["day"] = in_words(last.issued_on)
        return _("The permit %(number)s of %(partner)s is valid only from %(day)s.") % told
    told["day"] = in_words(last.expires_on)
    return _("The permit %(number)s of %(partner)s ran out on %(day)s.") % told


def _checked(organisation, kind, number, issued_on, expires_on, source, today) -> dict:
    shown = line(number, 80)
    if shown is None or isinstance(shown, Problem) or not is_written_like_one(shown):
        raise FieldRefused(
            "number",
            _("This is not how a permit is numbered. Copy it from the paper: letters, digits, points and strokes."),
        )
    if looks_invented(shown):
        raise FieldRefused("number", _("This number looks invented. Look at the paper or in the register again."))
    key = key_of(shown)
    if len(key) == NIB_DIGITS and key.isdigit() and organisation.nib and organisation.nib != key:
        raise FieldRefused(
            "number",
            _("%(body)s is kept with the NIB %(nib)s. Correct that first if it is wrong.")
            % {"body": organisation, "nib": organisation.nib},
        )
    if issued_on > today:
        raise FieldRefused("issued_on", _("A permit that is not given yet is written down once it is."))
    if expires_on is not None and expires_on <= issued_on:
        raise FieldRefused("expires_on", _("The end lies before the beginning. Look at both days again."))
    return {
        "kind": PermitKind(kind), "number": shown, "number_key": key, "issued_on": issued_on,
        "expires_on": expires_on, "source": _source(source),
    }  # fmt: skip


def _source(source) -> str:
    seen = line(source, 300)
    if seen is None or isinstance(seen, Problem):
        raise FieldRefused("source", _("Say where it was seen: which register and when, or who brought the paper."))
    return seen


def _check_alone(organisation, told, renews) -> None:
    """Raise PermitKnown where the number stands for another body, or here already under a row that still counts."""
    rows = Permit.objects.filter(number_key=told["number_key"]).select_related("organisation").order_by("pk")
    for other in rows:
        if other.organisation_id != organisation.pk:
            raise PermitKnown(
                _("The number %(number)s stands here for %(other)s. One of the two papers is not right: look at both.")
                % {"number": told["number"], "other": other.organisation}
            )
        if other.kind == told["kind"] and other.renewed_on is None and other != renews:
            raise PermitKnown(
                _("This permit stands here already (%(code)s). Renew it there if its end has moved.")
                % {"code": other.code}
            )
