from django.db.models import F, Q

from padan.agreements.models import Agreement, Party
from padan.agreements.states import IN_FORCE, WITH_SIGNATURE, AgreementState, Pulse
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


def _among(agreements):
    return {"agreement": agreements} if isinstance(agreements, Agreement) else {"agreement__in": agreements}
