"""A graduate says what work she looks for, by link or account; says that it still holds; looks no more for a while."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import on_day
from padan.base.errors import ActionDenied
from padan.graduates import notices
from padan.graduates.models import Graduate, Language, Seeking, SeekingRegion
from padan.graduates.permissions import SEEK, check_may_ask, check_may_say
from padan.graduates.queries import seeking_to_ask
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.people.actions import issue_links
from padan.people.queries import address_of
from padan.reference.tongues import Level, Tongue
from padan.trail.actions import record

LINK_LASTS = timedelta(days=90)
AHEAD = timedelta(days=730)
MOST_REGIONS = 60
MOST_ASKED = 2000  # of one night
WAGES = range(100_000, 1_000_000_000)


class NothingSaid(ActionDenied):
    """There is no seeking profile to confirm or to pause."""


@transaction.atomic
def keep_seeking(
    *, graduate, by, at, today, seen=None, home=None, regions=(), earliest_on=None, lowest_wage_idr=None, languages=None
):
    """She looks for work: where, from when, for how much, with which languages. Units are never said, only proven.

    ``seen`` is the revision that was shown (None: nothing was kept yet). ``languages`` maps a language to its level.
    Raises NotAllowed, FieldRefused or EditedMeanwhile.
    """
    graduate = _locked(graduate)
    check_may_say(by, graduate)
    seeking = Seeking.objects.filter(graduate=graduate).order_by("pk").first() or Seeking(graduate=graduate)
    if seeking.pk and seen is not None and seeking.revision != seen:
        raise EditedMeanwhile(
            _("This was changed on another device meanwhile. Look at what stands now; saving again keeps yours."),
            stands=seeking.revision,
        )
    regions = list({region.pk: region for region in regions}.values())
    if len(regions) > MOST_REGIONS:
        raise FieldRefused("regions", _("Choose at most %(most)s places, or whole provinces.") % {"most": MOST_REGIONS})
    if earliest_on and earliest_on > today + AHEAD:
        raise FieldRefused("earliest_on", _("This day is more than two years ahead. Choose a nearer one."))
    if lowest_wage_idr is not None and lowest_wage_idr not in WAGES:
        raise FieldRefused("lowest_wage_idr", _("This amount cannot be meant. Write the whole amount."))
    for language, level in (languages or {}).items():
        if language not in Tongue.values or level not in Level.values:
            raise FieldRefused("languages", _("Choose a language and how well you speak it."))
    told = {"home": home, "earliest_on": earliest_on, "lowest_wage_idr": lowest_wage_idr, "ask_again_on": None}
    changed = sorted(name for name, value in told.items() if getattr(seeking, name) != value)
    before = seeking.is_open if seeking.pk else None
    for name, value in told.items():
        setattr(seeking, name, value)
    _stands(seeking, True, at)
    changed += _write_regions(seeking, regions) + _write_languages(graduate, languages or {})
    record(by, "seeking.kept", graduate, at=at, changes={"is_open": [before, True], "changed": ["", changed]})
    return seeking


@transaction.atomic
def confirm_seeking(*, graduate, by, at):
    """It all still holds: one tap. What was paused is open again."""
    graduate = _locked(graduate)
    check_may_say(by, graduate)
    seeking = _said(graduate)
    before, seeking.ask_again_on = seeking.is_open, None
    _stands(seeking, True, at)
    record(by, "seeking.confirmed", graduate, at=at, changes={"is_open": [before, True]})
    return seeking


@transaction.atomic
def pause_seeking(*, graduate, by, at, today, ask_again_on=None):
    """She does not look for work now. What she said is kept; companies no longer find her."""
    graduate = _locked(graduate)
    check_may_say(by, graduate)
    if ask_again_on and not today < ask_again_on <= today + AHEAD:
        raise FieldRefused("ask_again_on", _("Choose a day to come, within two years."))
    seeking = Seeking.objects.filter(graduate=graduate).order_by("pk").first() or Seeking(graduate=graduate)
    before = seeking.is_open if seeking.pk else None
    seeking.ask_again_on = ask_again_on
    _stands(seeking, False, at)
    record(by, "seeking.paused", graduate, at=at,
           changes={"is_open": [before, False], "ask_again_on": ["", ask_again_on or ""]})  # fmt: skip
    return seeking


@transaction.atomic
def seeking_links(*, graduates, about, by, at) -> dict[str, str]:
    """Links by which graduates, one or a class, keep their profiles: her code to the address, to be sent to her alone.

    Who has an e-mail gets it there.
    """
    graduates = list(graduates)
    check_for(by, check_may_ask, graduates)
    tokens = issue_links(act=SEEK, things=graduates, about=about, by=by, at=at, lasts=LINK_LASTS)
    addresses = {code: address_of("link", token) for code, token in tokens.items()}
    Seeking.objects.filter(graduate__in=graduates).update(asked_at=at)
    notices.asked(graduates, addresses, at=at)
    return addresses


def ask_again(*, today, at) -> int:
    """What the night asks: profiles that nobody confirmed for long, pauses that are over. By mail, with a fresh link.

    Who has no e-mail stays on the list of her centre, marked as old; nothing is dropped. Returns how many were asked.
    """
    with transaction.atomic():
        due = list(seeking_to_ask(today, on_day(at, today)).select_for_update(of=("self",))[:MOST_ASKED])
        graduates = [seeking.graduate for seeking in due]
        if graduates:
            tokens = issue_links(act=SEEK, things=graduates, about=None, by=None, at=at, lasts=LINK_LASTS)
            addresses = {code: address_of("link", token) for code, token in tokens.items()}
            notices.asked(graduates, addresses, at=at, again=True)
        Seeking.objects.filter(pk__in=[seeking.pk for seeking in due]).update(asked_at=at)
        return len(due)


def _locked(graduate):
    rows = Graduate.objects.select_for_update(of=("self",)).select_related("person", "centre", "batch__programme")
    return rows.get(pk=graduate.pk)


def _said(graduate):
    seeking = Seeking.objects.filter(graduate=graduate).order_by("pk").first()
    if seeking is None:
        raise NothingSaid(_("You have not said yet what work you look for."))
    return seeking


def _stands(seeking, is_open, at):
    seeking.is_open, seeking.confirmed_at, seeking.asked_at = is_open, at, None
    seeking.revision += 1
    seeking.save()


def _write_regions(seeking, regions):
    stand = set(SeekingRegion.objects.filter(seeking=seeking).values_list("region_id", flat=True))
    wanted = {region.pk for region in regions}
    SeekingRegion.objects.filter(seeking=seeking, region_id__in=stand - wanted).delete()
    SeekingRegion.objects.bulk_create(SeekingRegion(seeking=seeking, region_id=pk) for pk in sorted(wanted - stand))
    return ["regions"] if stand != wanted else []


def _write_languages(graduate, languages):
    stand = dict(Language.objects.filter(graduate=graduate).values_list("language", "level"))
    Language.objects.filter(graduate=graduate).exclude(language__in=languages).delete()
    for language, level in languages.items():
        if stand.get(language) != level:
            Language.objects.update_or_create(graduate=graduate, language=language, defaults={"level": level})
    return ["languages"] if stand != languages else []
