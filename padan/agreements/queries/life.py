from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from padan.agreements.models import Agreement, Document, Party
from padan.agreements.states import (
    IN_FORCE,
    REQUIRED,
    WITH_SIGNATURE,
    AgreementState,
    DocumentKind,
    DocumentState,
    Pulse,
    Scope,
)
from padan.organisations.queries import EVERYTHING, NOTHING, Viewer
from padan.organisations.states import RoleName


def agreements_of(viewer: Viewer):
    """Agreements the viewer may open, unsigned first, then the newest: of her forums, or with her body as a party.

    A labour office sees those with a party in its province. The forum comes along; parties are asked by ``parties_of``.
    """
    if viewer.has(RoleName.AUDITOR) or viewer.directorate:
        open_to = EVERYTHING
    else:
        open_to = NOTHING
        if viewer.forums:
            open_to |= Q(forum__organisation_id__in=viewer.forums)
        with_party = NOTHING
        if own := viewer.companies | viewer.centres:
            with_party |= Q(organisation_id__in=own)
        for code in sorted(viewer.provinces):
            with_party |= Q(organisation__region__code__startswith=code)
        if with_party != NOTHING:
            open_to |= Q(pk__in=Party.objects.filter(with_party).order_by().values("agreement_id"))
    return (
        Agreement.objects.filter(open_to)
        .select_related("forum__organisation", "event")
        .order_by(F("signed_on").desc(nulls_first=True), "pk")
    )


def parties_of(agreements):
    """Parties of one agreement or several, in the order they sign, with their bodies."""
    rows = Party.objects.filter(**_among(agreements))
    return rows.select_related("organisation").order_by("agreement_id", "order", "pk")


def partners_on(viewer: Viewer, day):
    """Companies that had signed by ``day``: ids, in the agreements the viewer may open."""
    return (
        Party.objects.filter(
            agreement__in=agreements_of(viewer)
            .filter(state__in=WITH_SIGNATURE, signed_on__lte=day)
            .order_by()
            .values("pk"),
            organisation__kind="company",
        )
        .order_by("organisation_id")
        .values_list("organisation_id", flat=True)
        .distinct()
    )


def agreements_ready(viewer: Viewer):
    """Agreements whose text is agreed and that wait for their signatures."""
    return agreements_of(viewer).filter(state__in=[AgreementState.AGREED, AgreementState.SCHEDULED])


def agreements_asleep(viewer: Viewer):
    """Agreements in force without activity for half a year, the longest silence first."""
    asleep = agreements_of(viewer).filter(state__in=IN_FORCE, pulse=Pulse.ASLEEP)
    return asleep.order_by(F("last_activity_on").asc(nulls_first=True), "pk")


def agreements_expiring(viewer: Viewer):
    """Agreements whose end is near and that nothing renews yet, the nearest end first."""
    return agreements_of(viewer).filter(state=AgreementState.EXPIRING, renewals=None).order_by("ends_on", "pk")


def counts_by_state(viewer: Viewer) -> dict[str, int]:
    """How many of the viewer's agreements are in each state."""
    return dict(agreements_of(viewer).order_by().values_list("state").annotate(Count("pk")))


def party_rows_of(viewer: Viewer):
    """Parties of the agreements the viewer may open, each with its agreement and its body."""
    among = agreements_of(viewer).order_by().values("pk")
    rows = Party.objects.filter(agreement__in=among).select_related("organisation", "agreement__forum__organisation")
    return rows.order_by("agreement_id", "order", "pk")


def scopes_of(agreement) -> list[Scope]:
    """What an agreement is about, in the order of the list of scopes."""
    held = set(agreement.scopes.order_by("pk").values_list("scope", flat=True))
    return [scope for scope in Scope if scope in held]


def texts_of(agreement):
    """The texts of an agreement, its own first; those withdrawn are left out."""
    return Document.objects.filter(agreement=agreement).exclude(state=DocumentState.VOIDED).order_by("order", "pk")


def having_party(agreements, **party):
    """Those of ``agreements`` that have such a party."""
    return agreements.filter(pk__in=Party.objects.filter(**party).order_by().values("agreement_id"))


def chain_of(agreement) -> list[Agreement]:
    """The agreements that follow each other by renewal, the oldest first, this one among them."""
    chain, earlier = [agreement], agreement.renews
    while earlier and earlier not in chain:
        chain.insert(0, earlier)
        earlier = earlier.renews
    later = agreement.renewals.order_by("-pk").first()
    while later and later not in chain:
        chain.append(later)
        later = later.renewals.order_by("-pk").first()
    return chain


def is_frozen(agreement) -> bool:
    """Whether the agreement's own text waits for signatures or has them all."""
    held = [DocumentState.FROZEN, DocumentState.COMPLETE]
    return Document.objects.filter(agreement=agreement, kind=DocumentKind.MAIN, state__in=held).exists()


def lacking(agreement, state, parties=None) -> list[str]:
    """What ``REQUIRED`` asks for in a state and is not filled, in words."""
    fields = REQUIRED.get(state, ())
    missing = [_words_for()[name] for name in fields if "." not in name and not getattr(agreement, name)]
    own = [name.removeprefix("party.") for name in fields if name.startswith("party.")]
    if not own:
        return missing
    return missing + [
        _words_for()[name] % {"party": party.organisation.name}
        for party in (parties_of(agreement) if parties is None else parties)
        for name in own
        if not getattr(party, name)
    ]


def _words_for():
    return {
        "starts_on": _("the first day of the term"),
        "ends_on": _("the last day of the term"),
        "signatory": _("signatory of %(party)s"),
        "position": _("position of the signatory of %(party)s"),
        "number": _("number of %(party)s"),
    }


def beginning(today):
    """Signed agreements whose first day has come."""
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    return Agreement.objects.filter(begun, state=AgreementState.SIGNED).order_by("pk")


def ending_within(today, time):
    """Agreements in force whose last day comes within ``time``."""
    return Agreement.objects.filter(state=AgreementState.ACTIVE, ends_on__lte=today + time).order_by("pk")


def ended(today):
    """Agreements about to end whose last day is over."""
    return Agreement.objects.filter(state=AgreementState.EXPIRING, ends_on__lt=today).order_by("pk")


def _among(agreements):
    return {"agreement": agreements} if isinstance(agreements, Agreement) else {"agreement__in": agreements}
