"""What the self-employed run: most have told, some wait for a call; which companies stand by them, by their own word.

And a total whose place rows have taken.
"""

from datetime import date, timedelta

from padan.base.clock import months_after
from padan.base.codes import name_key
from padan.curricula.models import Programme
from padan.graduates.models import Graduate
from padan.organisations.queries import first_contacts
from padan.outcomes.models import Outcome, Replacement, ReportedTotal
from padan.outcomes.states import Status, Window
from padan.placements.states import Teller
from padan.seeds.chance import Chance
from padan.seeds.story import CUT_OFF, SEED, TODAY, Story, moment
from padan.seeds.words import REGIONS
from padan.ventures.models import CHECK_MONTHS, Backer, Venture, VentureCheck, VentureCourse
from padan.ventures.states import BackerState, Backing, WhyClosed

TOLD = 54  # of the 75; the others wait to be asked
EARLY = 7  # began before the course, and took it for the business
BACKED = 16
HONORIFICS = ("Ibu", "Bapak")
TOLD_BEFORE = (13, 15)
ASKED = {
    Backing.MENTOR: ("Datang sebulan sekali dan melihat pembukuan", "Membimbing cara menghitung harga selama 3 bulan"),
    Backing.BUYER: ("Membeli rutin setiap bulan untuk kebutuhan pabrik", "Memasukkan usaha ini ke daftar pemasok"),
}
WORDS = {
    "Garmen": ("Menjahit seragam sekolah", "Permak busana", "Konveksi kaus komunitas", "Menjahit mukena dan gamis"),
    "Pengelasan": ("Bengkel las pagar dan kanopi", "Las keliling", "Membuat rak besi pesanan"),
    "Refrigerasi dan AC": ("Servis dan cuci AC panggilan", "Bengkel kulkas dan mesin cuci", "Pemasangan AC rumah"),
    "Tata boga dan barista": ("Kedai kopi susu", "Katering nasi kotak", "Roti dan kue rumahan", "Warung sarapan"),
    "Otomotif": ("Bengkel sepeda motor", "Servis motor panggilan", "Cuci motor dan mobil"),
    "Teknologi informasi": ("Jasa laman web usaha kecil", "Desain kemasan dan logo", "Servis komputer dan jaringan"),
    "Pertanian": ("Sayur hidroponik", "Jasa traktor tangan", "Keripik singkong"),
    "Bahasa Jepang": ("Les bahasa Jepang", "Penerjemah lepas"),
}
PLACES = ("Dapur", "Warung", "Bengkel", "Rumah", "Karya", "Usaha")
REPORTED = "Operator Jahit Industri 2023"


def build(story: Story) -> None:
    """By a chance of its own: no number of the story hangs on it."""
    chance = Chance(SEED + 8)
    rows = Outcome.objects.filter(window=Window.MONTHS_6, status=Status.SELF_EMPLOYED)
    rows = list(rows.select_related("enrolment", "batch__programme").order_by("pk"))
    graduates = {
        one.person_id: one for one in Graduate.objects.filter(person__in=[row.enrolment.person_id for row in rows])
    }
    chosen = chance.sample(rows, TOLD)
    ventures = [
        _venture(story, chance, at, outcome, graduates[outcome.enrolment.person_id])
        for at, outcome in enumerate(chosen)
    ]
    Venture.objects.bulk_create(ventures)
    VentureCheck.objects.bulk_create(check for venture in ventures for check in _checks(venture))
    VentureCourse.objects.bulk_create(
        VentureCourse(venture=venture, enrolment=outcome.enrolment)
        for venture, outcome in zip(ventures, chosen, strict=True)
        if chance.random() < 0.85
    )
    _backers(story, chance, [(one, row.batch.programme.trade) for one, row in zip(ventures, chosen, strict=True)])
    _total(story)


def _venture(story, chance, at, outcome, graduate):
    finished = outcome.enrolment.finished_on
    began = finished + timedelta(days=chance.randrange(14, 130))
    if at < EARLY:
        began = date(2023, 1, 9) + timedelta(days=chance.randrange(200))
    told = min(outcome.as_of + timedelta(days=chance.randrange(20)), CUT_OFF)
    heard, ended, why = told, None, ""
    if at % 7 == 3:
        ended = min(told + timedelta(days=chance.randrange(5, 90)), TODAY - timedelta(days=12))
        heard, why = ended + timedelta(days=chance.randrange(1, 11)), chance.choice(WhyClosed.values)
    elif at % 4:
        heard = TODAY - timedelta(days=chance.randrange(30))
    known = chance.random()
    return Venture(
        code=chance.code("USH"),
        graduate=graduate,
        words=chance.choice(WORDS[outcome.batch.programme.trade]),
        name=f"{chance.choice(PLACES)} {chance.word()}" if known < 0.6 else "",
        region=story.regions[chance.choice(REGIONS)] if known < 0.9 else None,
        nib=f"0000{chance.randrange(10**9):09d}" if known < 0.5 else "",
        began_on=None if at % 17 == 16 else began,
        ended_on=ended,
        why_closed=why,
        employs=chance.choice([None, 0, 0, 1, 1, 2, 3]),
        teller=chance.choice([Teller.HERSELF, Teller.HERSELF, Teller.HERSELF, Teller.OFFICER]),
        told_on=told,
        heard_on=max(heard, told),
    )


def _checks(venture):
    """As the acts keep them: closed later or heard of since then, else nobody knows."""
    for months in CHECK_MONTHS:
        due = months_after(venture.began_on, months) if venture.began_on else None
        if due is None or due > TODAY:
            continue
        check = VentureCheck(venture=venture, months=months, due_on=due)
        if venture.ended_on or venture.heard_on >= due:
            check.alive = venture.ended_on is None or venture.ended_on > due
            check.answered_on, check.teller = max(venture.heard_on, due), venture.teller
        else:
            check.asked_at, check.times_asked = moment(due, 8), 1
        yield check


def _backers(story, chance, ventures):
    partners = {company.pk for company in story.partners}
    running = [(venture, trade) for venture, trade in ventures if venture.ended_on is None][:BACKED]
    rows = []
    for at, (venture, trade) in enumerate(running):
        kind = Backing.MENTOR if at % 3 == 0 else Backing.BUYER
        backer = Backer(
            code=chance.code("PDU"),
            venture=venture,
            organisation=chance.choice([company for company in story.companies[trade] if company.pk in partners]),
            kind=kind,
            state=BackerState.AGREED,
            words=ASKED[kind][at % 2],
            since=venture.told_on + timedelta(days=chance.randrange(1, 12)),
            answered_by=f"{chance.choice(HONORIFICS)} {chance.word()}, {chance.choice(['pembelian', 'produksi'])}",
        )
        backer.answered_on = backer.since + timedelta(days=2)
        _as_it_stands(story, backer, at)
        rows.append(backer)
    contacts = first_contacts({row.organisation_id for row in rows})
    for row in rows:
        row.contact = contacts.get(row.organisation_id)
    Backer.objects.bulk_create(rows)


def _as_it_stands(story, backer, at):
    """Most agreed. Two are from before companies were asked; one each ended, waits, wants other terms, said no."""
    if at in TOLD_BEFORE:
        backer.state, backer.words, backer.answered_on = BackerState.TOLD, "", None
    elif at == 7:
        backer.state, backer.until = BackerState.ENDED, TODAY - timedelta(days=3)
    elif at == 9:
        backer.state, backer.teller = BackerState.PROPOSED, Teller.HERSELF
        backer.organisation = story.named["PT Contoh Mitra Presisi"]  # its officer has an account
        backer.since, backer.answered_on, backer.answered_by = TODAY - timedelta(days=4), None, ""
        backer.asked_at, backer.times_asked = moment(TODAY - timedelta(days=4), 9), 1
    elif at == 10:
        backer.state, backer.terms = BackerState.TERMS, "Sanggup membeli separuhnya, mulai Januari."
        backer.since, backer.answered_on = TODAY - timedelta(days=9), TODAY - timedelta(days=2)
    elif at == 11:
        backer.state = BackerState.DECLINED


def _total(story):
    """Reported as a sum, then sent name by name: rows stand in its place since October."""
    programme = Programme.objects.get(name="Operator Jahit Industri")
    total = ReportedTotal.objects.create(
        centre=programme.centre,
        programme=programme,
        trade="Garmen",
        programme_written=REPORTED,
        programme_key=name_key(REPORTED),
        participants=30,
        placed=26,
        reported_on=date(2024, 5, 31),
        source="Laporan contoh semester I",
    )
    Replacement.objects.create(
        code="GTI-CONTOH0001",
        total=total,
        programme=programme,
        replaced_on=date(2024, 10, 28),
        reason="Balai mengirim daftar peserta satu per satu; jumlahnya berbeda dari laporan",
    )
