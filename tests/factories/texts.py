"""Agreements at a given point of their text, for tests."""

from datetime import UTC, date, datetime

from factories.agreements import AgreementFactory, AgreementScopeFactory, PartyFactory, PromiseFactory
from factories.forum import EventFactory, ForumFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.actions.texts import begin_text, freeze
from padan.agreements.models import Template
from padan.agreements.states import AgreementState
from padan.agreements.templates_shipped import load_shipped
from padan.organisations.states import RoleName

AT = datetime(2024, 11, 13, 3, tzinfo=UTC)


def agreed(*names, state=AgreementState.AGREED, **columns):
    """An agreement with everything a signature needs, between a centre and companies; and its secretary."""
    forum = columns.pop("forum", None) or ForumFactory()
    agreement = AgreementFactory(
        forum=forum,
        state=state,
        purpose="menyiapkan juru las",
        starts_on=date(2024, 11, 15),
        ends_on=date(2026, 11, 14),
        event=EventFactory(forum=forum, held_on=date(2024, 11, 15), place="Aula Contoh"),
        **columns,
    )
    bodies = [OrganisationFactory(centre=True, name=f"Balai {agreement.code}", address="Jalan Balai 1")]
    bodies += [OrganisationFactory(name=name, address=f"Jalan {name}") for name in names or ("PT Contoh Sentosa",)]
    for order, body in enumerate(bodies, start=1):
        PartyFactory(
            agreement=agreement,
            organisation=body,
            order=order,
            signatory=f"Penanda {order}",
            position="Direktur",
            number=f"{order}/PKS/XI/2024",
            number_year=2024,
            email=f"pihak{order}@contoh.example",
        )
    AgreementScopeFactory(agreement=agreement)
    PromiseFactory(agreement=agreement, party=agreement.parties.get(order=2))
    return agreement, account(RoleName.SECRETARIAT, forum.organisation)


def template(kind="cooperation"):
    load_shipped(Template)
    return Template.objects.get(code=f"NSK-{kind.upper()}")


def drafted(*names, **columns):
    """The text of such an agreement on the table."""
    agreement, secretary = agreed(*names, **columns)
    document = begin_text(agreement=agreement, template=template(agreement.kind), by=secretary, at=AT)
    return document, secretary


def frozen(*names, **columns):
    """The text of such an agreement, frozen for signing."""
    document, secretary = drafted(*names, **columns)
    return freeze(document=document, by=secretary, at=AT), secretary
