"""A second forum that has nothing to do with ours: what ours must not see. And totals without rows.

Nothing here enters the numbers of the story: its agreements are drafts, its need is withdrawn, nobody has finished.
"""

from datetime import date

from padan.agreements.actions.life import search_key
from padan.agreements.models import Agreement, Party
from padan.agreements.states import AgreementKind
from padan.base.codes import name_key
from padan.forum.models import Event, Forum
from padan.needs.actions import answer_due
from padan.needs.models import Need
from padan.needs.states import NeedState
from padan.openings.models import Opening
from padan.organisations.states import Kind
from padan.outcomes.models import ReportedTotal
from padan.seeds.bodies import body
from padan.seeds.story import Story

FIRMS = ("PT Contoh Ombak Biru", "PT Contoh Garam Putih", "CV Contoh Jala Emas", "PT Contoh Layar Terkembang")
TOTALS = (
    # centre, trade, programme, participants, placed
    ("BLK Contoh Selatan", "Garmen", "Menjahit 2022", 64, 41),
    ("BLK Contoh Selatan", "Otomotif", "Sepeda Motor 2022", 48, 22),
    ("BPVP Contoh Pesisir", "Perikanan", "Pengolah Ikan 2022", 80, 37),
    ("BPVP Contoh Pesisir", "Perhotelan", "Pramusaji 2022", 32, 19),
)


def build(story: Story) -> None:
    """Write the other forum."""
    above = story.forum.organisation.forum
    theirs = body(story, Kind.FORUM, "FKLPI Contoh Pesisir", "Kota Semarang", forum=above)
    theirs.save()
    centre = body(story, Kind.CENTRE, "BPVP Contoh Pesisir", "Kota Semarang", forum=theirs, joined_on=date(2023, 5, 2))
    centre.save()
    forum = Forum.objects.create(organisation=theirs, level=Forum.Level.REGIONAL, centre=centre)
    companies = []
    for name in FIRMS:
        company = body(story, Kind.COMPANY, name, "Kota Semarang", forum=theirs)
        company.save()
        companies.append(company)
    Event.objects.create(code=story.chance.code("ACR"), forum=forum, title="Rapat pleno", held_on=date(2024, 9, 12))
    for company in companies[:2]:
        _draft(story, forum, centre, company)
    _withdrawn_need(story, companies[2])
    _openings(story, centre, companies)
    _totals(story, centre)


def _draft(story, forum, centre, company):
    title = "Pelatihan pengolah hasil laut"
    row = Agreement.objects.create(
        code=story.chance.code("PKS"),
        forum=forum,
        kind=AgreementKind.COOPERATION,
        title=title,
        title_key=search_key(title, [centre, company]),
    )
    Party.objects.bulk_create(
        Party(agreement=row, organisation=organisation, order=order)
        for order, organisation in enumerate((centre, company), start=1)
    )


def _withdrawn_need(story, company):
    Need.objects.create(
        code=story.chance.code("KBT"),
        company=company,
        words="12 pengolah ikan",
        head_count=12,
        region=company.region,
        said_on=date(2024, 8, 5),
        answer_due_on=answer_due(date(2024, 8, 5)),
        state=NeedState.WITHDRAWN,
    )


def _openings(story, centre, companies):
    Opening.objects.bulk_create(
        Opening(
            code=story.chance.code("LOW"),
            owner=centre,
            company=company,
            title="Pengolah ikan",
            words_key=f"Pengolah ikan {company.name} {company.region.name}".casefold(),
            seats=5,
            region=company.region,
        )
        for company in companies[:3]
    )


def _totals(story, theirs):
    centres = {centre.name: centre for centre in (*story.centres, theirs)}
    ReportedTotal.objects.bulk_create(
        ReportedTotal(
            centre=centres[centre],
            trade=trade,
            programme_written=programme,
            programme_key=name_key(programme),
            participants=participants,
            placed=placed,
            reported_on=date(2023, 1, 31),
            source="Laporan contoh 2022",
        )
        for centre, trade, programme, participants, placed in TOTALS
    )
