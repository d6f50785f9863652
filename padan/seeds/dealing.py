"""What companies said they need, and what was agreed with them."""

from datetime import date, timedelta

from padan.agreements.actions.life import EXPIRES_SOON, pulse_of, search_key
from padan.agreements.models import Agreement, AgreementScope, Delivery, NumberPattern, Party, Promise, Target
from padan.agreements.states import AgreementKind, AgreementState, CountingRule, PromiseKind, Pulse, Scope
from padan.needs.actions import answer_due
from padan.needs.models import Need, NeedUnit
from padan.needs.states import NeedState, Strength
from padan.seeds.story import DOMAIN, EVENT_ON, TARGET, TARGET_FROM, TARGET_UNTIL, TODAY, Story
from padan.seeds.words import READY, TRADES

PEOPLE_NEEDED = 1930
SECOND_NEEDS = 50  # companies that came back
WITHDRAWN = 3
ASLEEP = 28  # of the eighty
SECOND_DOCUMENTS = 3
AWAKE_DAYS, ASLEEP_DAYS = (2, 175), (182, 420)

SAID_LATELY = (
    # company, words, people, said on, needed by
    ("PT Contoh Mitra Presisi",
     "Kami perlu 24 orang yang bisa las pelat posisi tegak, SMAW dan bisa baca WPS. Sering yang datang baru bisa "
     "posisi datar. Kalau bisa sudah paham gerinda, potong pelat, dan cek sendiri hasil lasnya. Keselamatan nomor "
     "satu. Kalau ada yang sedikit bisa FCAW, bagus.", 24, date(2024, 11, 4), date(2025, 2, 3)),
    ("PT Contoh Sejuk Abadi", "10 teknisi AC residensial", 10, date(2024, 11, 8), date(2025, 1, 6)),
    ("PT Contoh Griya Tamu", "8 pramusaji untuk restoran dan ruang rapat", 8, date(2024, 11, 11), date(2025, 1, 13)),
    ("CV Contoh Kode Digital", "6 pembuat laman web", 6, date(2024, 11, 12), date(2025, 2, 10)),
)  # fmt: skip
"""Needs that wait for an answer on the day of the story."""

EARLIER = ("PT Contoh Mitra Presisi", "24 juru las pelat SMAW 3G", 24, date(2024, 1, 15), date(2024, 12, 31))

SCOPES = (
    ("pelatihan", Scope.TRAINING),
    ("penyerapan", Scope.PLACEMENT),
    ("kunjungan", Scope.VISITS),
    ("mengajar", Scope.TEACHING),
    ("pemagangan", Scope.APPRENTICESHIP),
)
"""What an agreement is about, by the words of its title."""

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def build_needs(story: Story) -> None:
    """212 companies ask for 1,930 people and name 486 units; four still wait for an answer."""
    chance = story.chance
    lately = {name for name, *_rest in SAID_LATELY}
    pairs = [(trade, company) for trade in TRADES for company in story.companies[trade.name]]
    waiting = {company.name: (trade, company) for trade, company in pairs if company.name in lately}
    plain = [pair for pair in pairs if pair[1].name not in lately]
    plain += chance.sample(plain, SECOND_NEEDS)
    left = PEOPLE_NEEDED - sum(people for _name, _words, people, *_days in (EARLIER, *SAID_LATELY))
    rows = [(trade, _plain(story, trade, company, people))
            for (trade, company), people in zip(plain, chance.parts(left, len(plain), 2), strict=True)]  # fmt: skip
    rows.append((waiting[EARLIER[0]][0], _said(story, *waiting[EARLIER[0]], *EARLIER[1:], answered=True)))
    for name, *said in SAID_LATELY:
        trade, company = waiting[name]
        story.waiting.append(_said(story, trade, company, *said))
        rows.append((trade, story.waiting[-1]))
    for trade, need in rows:
        story.needs.setdefault(trade.name, []).append(need)
    withdrawn = [_plain(story, *pair, 5) for pair in chance.sample(plain, WITHDRAWN)]
    for need in withdrawn:
        need.state, need.answer, need.answered_on = NeedState.WITHDRAWN, "", None
    Need.objects.bulk_create([*(need for _trade, need in rows), *withdrawn], batch_size=200)
    decks = {trade.name: chance.deck(story.units[trade.name]) for trade in TRADES}
    mitra = story.named[EARLIER[0]].pk
    units = []
    for trade, need in rows:
        chosen = story.units[trade.name][:7] if need.company_id == mitra else chance.hand(decks[trade.name], 7)
        units += [NeedUnit(need=need, unit=unit, required=at < 5) for at, unit in enumerate(chosen)]
    NeedUnit.objects.bulk_create(units, batch_size=500)


def _plain(story, trade, company, head_count):
    chance = story.chance
    job = chance.choice(trade.jobs)
    said_on = date(2023, 6, 5) + timedelta(days=7 * chance.randrange(70) + chance.randrange(5))
    return _need(
        story,
        company,
        words=f"{head_count} {job}",
        head_count=head_count,
        said_on=said_on,
        due_on=said_on + timedelta(days=chance.randrange(60, 300)),
        strength=chance.choice([Strength.SURVEY, Strength.SURVEY, Strength.LETTER]),
        state=NeedState.ANSWERED,
        answer=f"Program {chance.choice(trade.programmes)[0]} memuat sebagian unit yang Anda minta.",
        answered_on=said_on + timedelta(days=chance.randrange(1, 9)),
        occupation=story.occupations[trade.name][trade.jobs.index(job)],
    )


def _said(story, trade, company, words, head_count, said_on, due_on, *, answered=False):
    told = {"words": words, "head_count": head_count, "said_on": said_on, "due_on": due_on}
    if answered:
        told |= {"state": NeedState.ANSWERED, "answered_on": said_on + timedelta(days=4)}
        told["answer"] = f"Program {trade.programmes[0][0]} memuat 5 dari 7 unit yang Anda minta."
    return _need(story, company, strength=Strength.LETTER, **told)


def _need(story, company, *, words, said_on, **columns):
    lowest = 4_600_000 + 100_000 * story.chance.randrange(12)
    return Need(
        code=story.chance.code("KBT"),
        company=company,
        words=words,
        words_key=f"{company.name} {words}".casefold(),
        region=company.region,
        wage_from_idr=lowest,
        wage_to_idr=lowest + 500_000,
        said_by="Kepala HRD",
        said_on=said_on,
        answer_due_on=answer_due(said_on),
        **columns,
    )


PURPOSE = (
    "menyiapkan tenaga kerja yang kompeten menurut permintaan industri dan menempatkannya pada pekerjaan yang layak"
)


class Desk:
    """Where agreements are written in bulk: rows first, then their parties, scopes and promises."""

    def __init__(self, story):
        self.story, self.rows, self.parties, self.promises = story, [], [], []
        self.numbers, self.followed = {}, []

    def agreement(self, company, title, state, signed_on=None, *, years=2, activity=None, number=True, **columns):
        """One agreement of a company with the large centre, or with one of the small ones."""
        story = self.story
        centre = story.centres[story.chance.choice([0, 0, 0, 1, 2])]
        starts_on = signed_on or EVENT_ON
        ends_on = starts_on + timedelta(days=365 * years - 1)
        row = Agreement(
            code=story.chance.code("PKS"),
            forum=story.forum,
            kind=columns.pop("kind", AgreementKind.COOPERATION),
            title=title,
            title_key=search_key(title, [centre, company]),
            purpose=PURPOSE,
            state=state,
            signed_on=signed_on,
            starts_on=starts_on,
            ends_on=ends_on,
            last_activity_on=activity,
            pulse=pulse_of(activity, TODAY) if activity else "",
            pulse_on=TODAY if activity else None,
            **columns,
        )
        own = self.numbers[starts_on.year] = self.numbers.get(starts_on.year, 0) + 1
        self.rows.append(row)
        month, year = ROMAN[starts_on.month - 1], starts_on.year
        self.parties += [
            Party(agreement=row, organisation=centre, signatory=self._head(centre), position="Kepala", order=1,
                  authority="Keputusan Menteri Contoh Nomor 12 Tahun 2022", email=f"kerjasama@{DOMAIN}",
                  number=f"HK.05/{own:03d}/PKS/{month}/{year}", number_year=year),
            Party(agreement=row, organisation=company, signatory=story.chance.name(), position="Direktur", order=2,
                  authority=f"Akta Pendirian Nomor {own} Tahun 2012", email=f"mitra{len(self.rows)}@{DOMAIN}",
                  number=f"{own:03d}/LGL/{year}" if number else "", number_year=year if number else None),
        ]  # fmt: skip
        return row

    def _head(self, centre):
        heads = self.__dict__.setdefault("heads", {})
        return heads.setdefault(centre.pk, self.story.chance.name())

    def promise(self, agreement, kind, words, quantity, unit, due_on, *, by_centre=False, **columns):
        """A promise of the company, or of the centre."""
        party = next(row for row in self.parties if row.agreement is agreement and row.order == (1 if by_centre else 2))
        told = {"words": words, "quantity": quantity, "unit": unit, "due_on": due_on}
        promise = Promise(
            code=self.story.chance.code("JNJ"), agreement=agreement, party=party, kind=kind, **told, **columns
        )
        self.promises.append(promise)
        return promise

    def write(self):
        """Write everything in a handful of statements."""
        for row in self.rows:
            if row.state == AgreementState.ACTIVE and row.ends_on - EXPIRES_SOON <= TODAY:
                row.state = AgreementState.EXPIRING
        Agreement.objects.bulk_create(self.rows, batch_size=200)
        for row, former in self.followed:
            Agreement.objects.filter(pk=row.pk).update(renews=former)
        Party.objects.bulk_create(self.parties, batch_size=500)
        AgreementScope.objects.bulk_create(
            (
                AgreementScope(agreement=row, scope=scope)
                for row in self.rows
                for words, scope in SCOPES
                if words in row.title.casefold()
            ),
            batch_size=500,
        )
        Promise.objects.bulk_create(self.promises, batch_size=500)
        Delivery.objects.bulk_create(
            (
                Delivery(
                    code=self.story.chance.code("BKT"),
                    promise=promise,
                    happened_on=promise.kept_on,
                    quantity=promise.quantity,
                )
                for promise in self.promises
                if promise.kept_on
            ),
            batch_size=500,
        )


def build_agreements(story: Story) -> None:
    """80 partners in force, 28 of them asleep; 15 to be signed; two about to be agreed; drafts and ends."""
    desk, chance = Desk(story), story.chance
    trade_of = {company.pk: trade for trade in TRADES for company in story.companies[trade.name]}
    mitra, logam, melati, *others = story.partners
    _mitra_presisi(story, desk, mitra)
    old = desk.agreement(
        logam, "Kunjungan industri dan penyerapan lulusan las", AgreementState.ACTIVE, date(2023, 8, 21),
        activity=date(2024, 4, 2),
    )  # fmt: skip
    _hire(story, desk, old, logam, 12, date(2025, 3, 31))
    hotel = desk.agreement(
        melati, "Praktisi mengajar tata boga", AgreementState.ACTIVE, date(2024, 2, 7), activity=date(2024, 11, 7)
    )
    desk.promise(hotel, PromiseKind.TEACH, "Praktisi mengajar 16 JP", 16, "JP", date(2024, 11, 30))
    _hire(story, desk, hotel, melati, 8, date(2025, 2, 28))
    asleep = {company.pk for company in chance.sample(others, ASLEEP - 1)}
    twice = SECOND_DOCUMENTS
    for at, company in enumerate(others):
        trade = trade_of[company.pk]
        signed_on = date(2023, 1, 16) + timedelta(days=chance.randrange(430))
        still_for = chance.randrange(*(ASLEEP_DAYS if company.pk in asleep else AWAKE_DAYS))
        activity = max(signed_on, TODAY - timedelta(days=still_for))
        title = f"Pelatihan dan penyerapan {chance.choice(trade.jobs)}"
        row = desk.agreement(company, title, AgreementState.ACTIVE, signed_on, activity=activity)
        if at == 0:
            _former(desk, row, company)
        _promises(story, desk, row, company, at)
        if twice > 0 and company.pk not in asleep:  # a second document does not make a second partner
            twice -= 1
            desk.agreement(
                company, f"Pemagangan {chance.choice(trade.jobs)}", AgreementState.ACTIVE,
                signed_on + timedelta(days=60), activity=activity,
            )  # fmt: skip
    for company in story.signing:
        trade = trade_of[company.pk]
        title = f"Pelatihan dan penyerapan {trade.jobs[0]}"
        row = desk.agreement(company, title, AgreementState.DRAFT)
        _hire(story, desk, row, company, chance.randrange(6, 21), date(2025, 10, 31))
        story.scheduled.append(row)
    for name, trade in READY:
        title = f"Pelatihan dan penyerapan {next(row for row in TRADES if row.name == trade).jobs[0]}"
        row = desk.agreement(story.named[name], title, AgreementState.DRAFT, number=name != READY[0][0])
        _hire(story, desk, row, story.named[name], 6, date(2025, 12, 31))
        story.agreed.append(row)
    _ends_and_drafts(story, desk)
    desk.write()
    NumberPattern.objects.bulk_create(
        NumberPattern(organisation=centre, pattern="HK.05/{n:03}/PKS/{month}/{year}") for centre in story.centres
    )
    story.agreements = desk.rows
    Target.objects.create(
        code=chance.code("TGT"),
        forum=story.forum,
        words="300 industri menandatangani perjanjian, 2023 sampai 2025",
        definition="Mitra adalah perusahaan dengan perjanjian yang berlaku. Beberapa dokumen tetap satu mitra.",
        rule=CountingRule.IN_FORCE,
        value=TARGET,
        starts_on=TARGET_FROM,
        ends_on=TARGET_UNTIL,
    )


def _mitra_presisi(story, desk, company):
    expired = desk.agreement(
        company, "Nota kesepahaman pelatihan las", AgreementState.EXPIRED, date(2021, 1, 12),
        years=3, kind=AgreementKind.MEMORANDUM,
    )  # fmt: skip
    expired.pulse = Pulse.ASLEEP
    expired.pulse_on, expired.last_activity_on = date(2024, 1, 12), date(2023, 6, 14)
    row = desk.agreement(
        company,
        "Pelatihan dan penyerapan juru las",
        AgreementState.ACTIVE,
        date(2024, 3, 6),
        activity=date(2024, 11, 4),
    )
    desk.followed.append((row, expired))
    _hire(story, desk, row, company, 24, date(2024, 12, 31), words="Menerima lulusan las")
    desk.promise(row, PromiseKind.TEACH, "Praktisi mengajar di balai", 40, "JP", date(2025, 3, 5))
    desk.promise(
        row, PromiseKind.CURRICULUM, "Kunjungan industri peserta", 4, "kali", date(2024, 10, 31),
        by_centre=True, kept_on=date(2024, 10, 9),
    )  # fmt: skip
    desk.promise(row, PromiseKind.EQUIPMENT, "Dua mesin las dipinjamkan", 2, "mesin", date(2024, 9, 30))


def _former(desk, row, company):
    """The memorandum that an agreement took the place of."""
    signed_on = row.signed_on - timedelta(days=700)
    former = desk.agreement(
        company, "Nota kesepahaman pelatihan", AgreementState.RENEWED, signed_on, kind=AgreementKind.MEMORANDUM
    )
    desk.followed.append((row, former))


def _hire(story, desk, agreement, company, people, due_on, *, words="Menerima lulusan"):
    need = next((need for needs in story.needs.values() for need in needs if need.company_id == company.pk), None)
    promise = desk.promise(agreement, PromiseKind.HIRE, words, people, "orang", due_on, need=need)
    story.promises[company.code] = promise


def _promises(story, desk, agreement, company, at):
    chance = story.chance
    due_on = date(2025, 1, 31) + timedelta(days=chance.randrange(200))
    _hire(story, desk, agreement, company, chance.randrange(4, 17), due_on)
    if at % 3 == 0:
        kept_on = agreement.signed_on + timedelta(days=chance.randrange(20, 60))
        desk.promise(
            agreement, PromiseKind.TEACH, "Praktisi mengajar di balai", 8, "JP",
            kept_on + timedelta(days=30), kept_on=kept_on,
        )  # fmt: skip
    if at == 1:
        desk.promise(agreement, PromiseKind.CURRICULUM, "Menelaah silabus", 1, "kali", date(2024, 11, 28))


def _ends_and_drafts(story, desk):
    for at, company in enumerate(story.quiet[:5]):
        signed_on = date(2020, 3, 2) + timedelta(days=100 * at)
        desk.agreement(company, "Nota kesepahaman pelatihan", AgreementState.EXPIRED, signed_on,
                       kind=AgreementKind.MEMORANDUM)  # fmt: skip
    desk.agreement(story.quiet[5], "Penyerapan lulusan", AgreementState.TERMINATED, date(2023, 5, 8),
                   ended_on=date(2023, 11, 6))  # fmt: skip
    for company in story.quiet[6:9]:
        story.drafts.append(
            desk.agreement(company, "Pelatihan dan penyerapan lulusan", AgreementState.DRAFT, number=False)
        )
