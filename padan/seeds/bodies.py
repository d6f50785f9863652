"""Forums, centres, companies and the people who sign in."""

from datetime import date, timedelta
from itertools import count

from padan.forum.models import BoardMember, BoardTerm, Event, Forum
from padan.organisations.models import Contact, Organisation, Role
from padan.organisations.names import keys_of
from padan.organisations.states import Kind, RoleName
from padan.people.models import User
from padan.reference.models import Code
from padan.reference.queries import region_finder
from padan.seeds.story import DOMAIN, EVENT_ON, Story
from padan.seeds.words import FIRST_WORDS, OLD_FRIENDS, READY, REGIONS, SIGNING, TRADES
from padan.training.models import BatchInstructor

PARTNERS_BEFORE = 80
QUIET_COMPANIES = 9  # members that neither sign nor need yet

LOGINS = (
    ("sekretaris", RoleName.SECRETARIAT),
    ("pengurus", RoleName.BOARD_MEMBER),
    ("balai", RoleName.CENTRE_OFFICER),
    ("instruktur", RoleName.INSTRUCTOR),
    ("hrd", RoleName.COMPANY_OFFICER),
    ("lulusan", RoleName.GRADUATE),
    ("dinas", RoleName.LABOUR_OFFICE),
    ("auditor", RoleName.AUDITOR),
    ("admin", RoleName.ADMINISTRATOR),
)


def build(story: Story) -> None:
    """Write the bodies of the story."""
    find = region_finder()
    names = (*REGIONS, "Jawa Barat", "Jawa Tengah", "Kota Semarang", "Daerah Khusus Ibukota Jakarta")
    story.regions = {name: find(name) for name in names}
    _forums_and_centres(story)
    _companies(story)
    story.event = Event.objects.create(
        code=story.chance.code("ACR"),
        forum=story.forum,
        title="Penandatanganan perjanjian dan pengukuhan pengurus",
        held_on=EVENT_ON,
        place="Aula Contoh, Kota Bekasi",
    )


def body(story, kind, name, region, **columns):
    """A body, not yet written."""
    return Organisation(
        code=story.chance.code("LBG"),
        kind=kind,
        name=name,
        **keys_of(name),
        region=story.regions[region] if region else None,
        **columns,
    )


def _forums_and_centres(story):
    national = body(story, Kind.FORUM, "FKLPI Contoh Nasional", "Daerah Khusus Ibukota Jakarta")
    national.save()
    Forum.objects.create(organisation=national, level=Forum.Level.NATIONAL)
    ours = body(story, Kind.FORUM, "FKLPI Contoh Bekasi", "Kota Bekasi", forum=national)
    ours.save()
    for name, region, joined in (
        ("BPVP Contoh Utara", "Kota Bekasi", date(2021, 11, 15)),
        ("BLK Contoh Timur", "Kabupaten Bekasi", date(2022, 3, 1)),
        ("BLK Contoh Selatan", "Kabupaten Karawang", date(2022, 9, 1)),
    ):
        centre = body(story, Kind.CENTRE, name, region, forum=ours, joined_on=joined)
        centre.save()
        story.centres.append(centre)
    story.forum = Forum.objects.create(organisation=ours, level=Forum.Level.REGIONAL, centre=story.centres[0])
    _former_board(story)


def _former_board(story):
    term = BoardTerm.objects.create(
        forum=story.forum,
        decree_number="SK-CONTOH/02/2021",
        decree_on=date(2021, 10, 20),
        starts_on=date(2021, 11, 15),
        ends_on=date(2024, 11, 13),
        inaugurated_on=date(2021, 11, 15),
    )
    BoardMember.objects.create(term=term, position="Ketua", name=story.chance.name(), order=1)


def _companies(story):
    divisions = {
        code.code: code
        for code in Code.objects.filter(scheme__scheme="kbli-divisions", scheme__version="2020").order_by("code")
    }
    told = {trade.name: [name for name, of in (*OLD_FRIENDS, *SIGNING, *READY) if of == trade.name] for trade in TRADES}
    taken = {name for names in told.values() for name in names}
    rows = {trade.name: [] for trade in TRADES}
    numbers = count(1)
    for trade in TRADES:
        names = told[trade.name] + _new_names(story, trade, trade.companies - len(told[trade.name]), taken)
        rows[trade.name] = [_company(story, name, divisions[trade.division], numbers) for name in names]
    quiet = [
        _company(story, f"PT Contoh {word} Niaga", divisions["46"], numbers) for word in FIRST_WORDS[:QUIET_COMPANIES]
    ]
    Organisation.objects.bulk_create([company for trade in TRADES for company in rows[trade.name]] + quiet)
    story.companies, story.quiet = rows, quiet
    story.named = {company.name: company for companies in rows.values() for company in companies}
    story.signing = [story.named[name] for name, _trade in SIGNING]
    not_yet = {company.pk for company in story.signing} | {story.named[name].pk for name, _trade in READY}
    friends = [story.named[name] for name, _trade in OLD_FRIENDS]
    others = [
        company
        for name, company in story.named.items()
        if company.pk not in not_yet and company not in friends
    ]  # fmt: skip
    story.partners = friends + story.chance.sample(others, PARTNERS_BEFORE - len(friends))
    Contact.objects.bulk_create(
        Contact(
            code=f"KTK-{at:010d}",
            organisation=company,
            name=story.chance.name(),
            position="HRD",
            email=f"hrd{at}@{DOMAIN}",
        )
        for at, company in enumerate([*story.partners, *story.signing], start=1)
    )


def _new_names(story, trade, wanted, taken):
    names = []
    pairs = [f"Contoh {first} {firm}" for first in FIRST_WORDS for firm in trade.firms]
    for pair in story.chance.sample(pairs, len(pairs)):
        name = f"{'CV' if story.chance.random() < 0.2 else 'PT'} {pair}"
        if len(names) < wanted and name not in taken:
            names.append(name)
            taken.add(name)
    return names


def _company(story, name, division, numbers):
    chance = story.chance
    return body(
        story,
        Kind.COMPANY,
        name,
        chance.choice(REGIONS),
        forum=story.forum.organisation,
        industry=division,
        nib=f"99{next(numbers):011d}",  # no business register begins a number with 99
        address=f"Kawasan Industri Contoh Blok {chance.choice('ABCDEFG')} No. {chance.randint(1, 90)}",
        joined_on=date(2022, 1, 10) + timedelta(days=chance.randrange(1000)),
    )


def open_accounts(story: Story, password: str) -> None:
    """One account per role; each may sign in with the password of the demonstration. Needs the graduates to stand."""
    office = body(story, Kind.OFFICE, "Dinas Tenaga Kerja Contoh", "Jawa Barat")
    office.save()
    forum, centre = story.forum.organisation, story.centres[0]
    places = {
        RoleName.SECRETARIAT: forum,
        RoleName.BOARD_MEMBER: forum,
        RoleName.CENTRE_OFFICER: centre,
        RoleName.INSTRUCTOR: centre,
        RoleName.COMPANY_OFFICER: story.named["PT Contoh Mitra Presisi"],
        RoleName.LABOUR_OFFICE: office,
    }
    graduate = next(row for row in story.placements if row.opening.company.name == "PT Contoh Mitra Presisi").graduate
    for login, role in LOGINS:
        person = graduate.person if role == RoleName.GRADUATE else None
        story.users[login] = User.objects.create_user(
            email=f"{login}@{DOMAIN}",
            password=password,
            code=story.chance.code("AKN"),
            name=person.name if person else story.chance.name(),
            person=person,
            is_demo=True,
        )
        Role.objects.create(user=story.users[login], name=role, organisation=places.get(role))
    taught = [*story.running, *story.planned, *story.batches["Pengelasan"][:3]]
    BatchInstructor.objects.bulk_create(
        BatchInstructor(batch=batch, user=story.users["instruktur"]) for batch in taught if batch.centre_id == centre.pk
    )
