"""Protection on the way to Japan: partners and their permits, money that was asked, what stands open; invented.

One permit ends in three weeks, one ran out two days ago, one candidate was asked for seventeen million, one complaint
waits. What the night would raise is raised by the night's own acts.
"""

from datetime import date, timedelta

from padan.base.sealing import digest, seal
from padan.organisations.models import Organisation
from padan.organisations.names import keys_of
from padan.organisations.states import Kind
from padan.overseas.actions.alarms import escalate_alarms, raise_alarms
from padan.overseas.actions.payments import judge_moved, raise_fee_alarms
from padan.overseas.actions.watching import follow_answers, follow_permits, follow_stuck
from padan.overseas.models import Alarm, Candidate, Complaint, ComplaintWord, FeeRule, Payment, Permit
from padan.overseas.permit_numbers import key_of
from padan.overseas.states import (
    COMPLAINT,
    RECEIPT,
    Accused,
    AlarmKind,
    Asker,
    CandidateState,
    ComplaintState,
    Currency,
    Matter,
    PermitKind,
    Verdict,
)
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, TODAY, Story, moment

PARTNERS = (  # name, permits: kind, number, from, until
    ("PT Contoh Jembatan Sakura", ((PermitKind.P3MI, "CONTOH.88/PPTKLN/2023", date(2023, 3, 1), date(2028, 2, 29)),
                                   (PermitKind.SO, "CONTOH.2/2305/LATTAS/2022", date(2022, 9, 5), date(2025, 9, 4)))),
    ("PT Contoh Fajar Nusantara", ((PermitKind.P3MI, "CONTOH.41/PPTKLN/2019", date(2019, 12, 6), date(2024, 12, 5)),)),
    ("PT Contoh Lintas Samudra", ((PermitKind.P3MI, "CONTOH.17/PPTKLN/2019", date(2019, 11, 14), date(2024, 11, 13)),)),
    ("LPK Contoh Hikari", ((PermitKind.LPK, "CONTOH.563/118/LPK/2022", date(2022, 1, 10), None),)),
)  # fmt: skip
RECEIPT_TOLD = "C0NT0HADVAN00001"
"""The receipt of the demonstration's complaint: C0NT-0HAD-VAN0-0001."""


def build(story: Story) -> None:
    """By a chance of its own: no number of the story hangs on it."""
    chance, at = Chance(SEED + 18), moment(TODAY, 1)
    partners = _partners(story, chance)
    routes = Candidate.objects.filter(state=CandidateState.ON_ROUTE, partner=None).select_related("stage", "version")
    routes = [one for one in routes.order_by("-stage__position", "pk") if one.version.permit_kinds == ["p3mi"]]
    for place, candidate in enumerate(routes[:14]):  # those who have come farthest have a partner
        candidate.partner = partners[0 if place % 7 < 4 else 1 if place % 7 < 6 else 2]
    Candidate.objects.bulk_update(routes[:14], ["partner"])
    _payments(chance, routes)
    follow_permits(today=TODAY, at=at)
    judge_moved(today=TODAY, at=at)
    raise_fee_alarms(today=TODAY, at=at)
    follow_answers(today=TODAY, at=at)
    follow_stuck(today=TODAY, at=at)
    _complaint(story, partners, at)
    escalate_alarms(today=TODAY, at=at)
    Alarm.objects.filter(told_on=None).update(told_on=TODAY)  # nobody is mailed by the demonstration


def _partners(story, chance):
    bodies = [
        Organisation(
            code=chance.code("LBG"), kind=Kind.COMPANY, name=name, forum=story.forum.organisation,
            region=story.regions["Kota Bekasi"], **keys_of(name, ()),
        )
        for name, _permits in PARTNERS
    ]  # fmt: skip
    Organisation.objects.bulk_create(bodies)
    Permit.objects.bulk_create(
        Permit(
            code=chance.code("IZN"), organisation=body, kind=kind, number=number, number_key=key_of(number),
            issued_on=since, expires_on=until, source="Daftar terbuka kementerian (contoh), dibaca 1 Oktober 2024",
            checked_on=date(2024, 10, 1), checked_by=story.users["sekretaris"],
        )
        for body, (_name, permits) in zip(bodies, PARTNERS, strict=True)
        for kind, number, since, until in permits
    )  # fmt: skip
    return bodies


def _payments(chance, routes):
    """What the rules allow, and two that they do not: seventeen million on a chat, yen for a room."""
    rows = []
    for candidate in routes[:6]:
        rules = FeeRule.objects.filter(version=candidate.version, most__gt=0, currency=Currency.IDR).order_by("pk")
        rows += [(candidate, Asker.OFFICE, one.purpose, one.most, Currency.IDR, "", True, False) for one in rules[:1]]
    if len(routes) > 9:
        chat, room = "Uang muka keberangkatan, diminta lewat obrolan", "Uang jaminan asrama"
        rows.append((routes[7], Asker.PARTNER, "other", 17_000_000, Currency.IDR, chat, False, True))
        rows.append((routes[9], Asker.ABROAD, "other", 30_000, Currency.JPY, room, True, False))
    Payment.objects.bulk_create(
        Payment(
            code=chance.code("BYR"), candidate=candidate, asker=asker, purpose=purpose, amount=amount,
            organisation=candidate.partner if asker == Asker.PARTNER else None, currency=currency, words=words,
            asked_on=TODAY - timedelta(days=6 + place), paid_on=TODAY - timedelta(days=4 + place) if paid else None,
            by_her=by_her, verdict=Verdict.NOT_LISTED,
        )
        for place, (candidate, asker, purpose, amount, currency, words, paid, by_her) in enumerate(rows)
    )  # fmt: skip


def _complaint(story, partners, at):
    forum, told_on = story.forum.organisation, TODAY - timedelta(days=2)
    raise_alarms(
        [{"kind": AlarmKind.COMPLAINT, "cause": "complaint:contoh", "centre": None, "forum": forum.pk,
          "due_on": told_on, "number": 0, "told_on": told_on}],
        at=at,
        today=told_on,
    )  # fmt: skip
    complaint = Complaint.objects.create(
        code="ADU-C0NT0HADVA",
        forum=forum,
        accused=Accused.PARTNER,
        organisation=partners[2],
        matter=Matter.PAPERS,
        receipt_digest=digest(RECEIPT_TOLD, purpose=RECEIPT),
        told_on=told_on,
        state=ComplaintState.RECEIVED,
        state_since=told_on,
        alarm=Alarm.objects.get(cause="complaint:contoh"),
    )
    words = (
        "Paspor saya diminta dua bulan lalu untuk difotokopi dan belum kembali. Kata kantor, paspor baru diberikan "
        "kalau saya melunasi Rp 17 juta. Saya takut tidak jadi berangkat kalau bertanya lagi."
    )
    ComplaintWord.objects.create(complaint=complaint, told_on=told_on, words_sealed=seal(words, purpose=COMPLAINT))
