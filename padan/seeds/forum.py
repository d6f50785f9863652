"""The forum of the story: what it says of itself, its guests and minutes of 14 November, its work programme."""

from datetime import date

from padan.base.typesetting import typeset
from padan.forum.actions.boards import inaugurate, keep_decree, open_board_term
from padan.forum.actions.events import answer_invitation, check_in, edit_event, invite, plan_event, walk_in
from padan.forum.actions.forums import edit_forum
from padan.forum.actions.minutes import add_decision, approve_minutes, finish_task, write_minutes
from padan.forum.actions.programme import finish_activity, plan_activity
from padan.forum.models import Activity, BoardMember
from padan.forum.queries import board_of, invitations_of
from padan.forum.states import Answer, EventKind
from padan.seeds.chance import Chance
from padan.seeds.story import EVENT_ON, SEED, Story, moment
from padan.seeds.words import BOARD

PRESENT = 21  # of the guests asked; three come unasked
MEETING_ON = date(2024, 10, 10)
MINUTES = """Ketua panitia membuka acara dan menjelaskan urutannya.

Pengurus masa bakti 2024–2027 dikukuhkan. Ketua menyampaikan program kerja tahun 2025: kunjungan ke industri, pengajar \
dari industri, dan pendataan kebutuhan tenaga kerja setiap tiga bulan.

Lima belas perusahaan menandatangani perjanjian. Sesudahnya hadirin membahas perjanjian lama yang tidak ada \
kegiatannya dan sepakat menghubunginya satu per satu."""
PROGRAMME = (
    # title, month of 2024 or 2025, budget, source, seat
    ("Diskusi kelompok kurikulum pengelasan", date(2024, 9, 12), 12_000_000, "Iuran anggota", ""),
    ("Rapat penyusunan program kerja", MEETING_ON, 4_500_000, "Iuran anggota", ""),
    ("Pengukuhan dan penandatanganan perjanjian", EVENT_ON, 60_000_000, "Iuran anggota dan sponsor", ""),
    ("Kunjungan ke dua puluh perusahaan", date(2025, 2, 10), 35_000_000, "Iuran anggota", "Bidang Penempatan"),
    ("Pengajar dari industri, enam kelas", date(2025, 3, 3), 18_000_000, "Perusahaan pengirim", "Wakil Ketua"),
    ("Pendataan kebutuhan tenaga kerja", date(2025, 1, 20), 6_000_000, "Iuran anggota", "Sekretaris"),
    ("Bursa kerja daerah", date(2025, 7, 15), 95_000_000, "Sponsor", "Bidang Hubungan Masyarakat"),
)


def before(story: Story, by) -> None:
    """As the story begins: profile, calendar, the programme of 2024."""
    edit_forum(
        forum=story.forum, revision=story.forum.revision, address="Jalan Contoh Raya No. 1, Kota Bekasi",
        vision="Setiap lulusan pelatihan dipakai industri di daerahnya.",
        mission="Mencatat kebutuhan industri.\nMenyelaraskan kurikulum.\nMenempatkan lulusan.",
        legal_basis="Perpres 68/2022", potential="Kawasan industri logam, otomotif, dan makanan.", website="",
        phone="021 555 0100", email="sekretariat@contoh.padan.example", by=by, at=moment(date(2024, 11, 1), 9),
    )  # fmt: skip
    edit_event(
        event=story.event, revision=story.event.revision, kind=EventKind.SIGNING, title=story.event.title,
        held_on=EVENT_ON, starts_at=moment(EVENT_ON, 9), ends_at=moment(EVENT_ON, 12, 30), zone="WIB",
        place=story.event.place, agenda="Pembukaan\nPengukuhan pengurus\nPenandatanganan perjanjian\nPembahasan",
        by=by, at=moment(date(2024, 11, 1), 9, 10),
    )  # fmt: skip
    _meeting(story, by)
    for title, planned_on, budget, source, _seat in PROGRAMME[:3]:
        plan_activity(forum=story.forum, title=title, year=2024, planned_on=planned_on, seat=None, budget_idr=budget,
                      source=source, by=by, at=moment(date(2024, 11, 1), 9, 30))  # fmt: skip


def _meeting(story, by):
    """The meeting that wrote the programme; one of its decisions is done, one is late."""
    at = moment(date(2024, 11, 1), 9, 20)
    meeting = plan_event(
        forum=story.forum, kind=EventKind.MEETING, title="Rapat penyusunan program kerja", held_on=MEETING_ON,
        starts_at=moment(MEETING_ON, 13), ends_at=moment(MEETING_ON, 15), place="Ruang rapat BPVP Contoh Utara",
        agenda="Program kerja 2025\nPersiapan pengukuhan", by=by, at=at,
    )  # fmt: skip
    write_minutes(event=meeting, text="Rancangan program kerja dibahas dan disepakati.", revision=0, by=by, at=at)
    done = add_decision(
        event=meeting, words="Menyewa aula untuk pengukuhan.", user=by, due_on=date(2024, 10, 31), by=by, at=at
    )
    add_decision(event=meeting, words="Mengumpulkan iuran anggota tahun 2024.", organisation=story.centres[0],
                 due_on=date(2024, 11, 8), by=by, at=at)  # fmt: skip
    approve_minutes(event=meeting, revision=1, by=by, at=at, today=date(2024, 11, 1))
    finish_task(
        decision=done, closing_words="Aula Contoh disewa setengah hari.", closed_on=date(2024, 10, 29), by=by, at=at
    )


def guests(story: Story, by) -> None:
    """A week before the event its guests are asked; most answer."""
    chance, day = Chance(SEED + 1), date(2024, 11, 6)
    asked = [
        {"name": chance.name(), "organisation": body, "email": f"tamu{at}@contoh.padan.example"}
        for at, body in enumerate((*story.signing, *story.centres), start=1)
    ]
    asked += [{"name": chance.name(), "body": body} for body in ("Dinas Tenaga Kerja Contoh", "Media Contoh") * 3]
    invited = invite(event=story.event, guests=asked, by=by, at=moment(day, 11), today=day)
    answers = [Answer.COMING] * 17 + [Answer.SUBSTITUTE] * 2 + [Answer.ABSENT] * 2
    for minute, (one, answer) in enumerate(zip(invited, answers, strict=False)):
        at, stand_in = moment(day, 13, minute), chance.name() if answer == Answer.SUBSTITUTE else ""
        answer_invitation(invitation=one, answer=answer, substitute=stand_in, by=by, at=at, today=day)


def board(story: Story, by) -> None:
    """The board of the article takes office by its decree; the account of the board member holds a seat."""
    chance = story.chance
    chairs = chance.sample(story.partners[:40], len(BOARD))
    term = open_board_term(
        forum=story.forum,
        decree_number="SK-CONTOH/07/2024",
        decree_on=date(2024, 10, 28),
        starts_on=EVENT_ON,
        members=[
            {"position": position, "under": under, "name": chance.name(), "organisation": company}
            for (position, under), company in zip(BOARD, chairs, strict=True)
        ],
        by=by,
        at=moment(EVENT_ON, 9, 30),
    )
    member = story.users["pengurus"]
    BoardMember.objects.filter(term=term, position="Wakil Ketua").update(name=member.name, user=member)
    paper = {"nomor": term.decree_number, "forum": str(story.forum), "mulai": "14 November 2024",
             "pengurus": [str(seat) for seat in board_of(term)]}  # fmt: skip
    content = typeset("seeds/papers/decree.typ", paper, at=moment(date(2024, 10, 28), 10))
    keep_decree(term=term, content=content, called="SK-CONTOH-07-2024.pdf", by=by, at=moment(EVENT_ON, 9, 31))
    inaugurate(term=term, event=story.event, by=by, at=moment(EVENT_ON, 9, 45))


def door(story: Story, by) -> None:
    """Who came, seen at the door before the board is inaugurated."""
    chance = Chance(SEED + 2)
    for minute, one in enumerate(list(invitations_of(story.event).exclude(answer=Answer.ABSENT))[:PRESENT]):
        check_in(invitation=one, by=by, at=moment(EVENT_ON, 8, 30 + minute), today=EVENT_ON)
    for minute, body in enumerate(("PT Contoh Tamu Satu", "PT Contoh Tamu Dua", "")):
        walk_in(
            event=story.event, name=chance.name(), body=body, by=by, at=moment(EVENT_ON, 8, 55 + minute), today=EVENT_ON
        )


def after(story: Story, by) -> None:
    """The evening: minutes with decisions that are tasks, what the event cost, and the programme of 2025."""
    at = moment(EVENT_ON, 15)
    event, seats = story.event, {seat.position: seat for seat in BoardMember.objects.filter(term__starts_on=EVENT_ON)}
    write_minutes(event=event, text=MINUTES, revision=0, by=by, at=at)
    tasks = (
        ("Menghubungi perusahaan dengan perjanjian tidur, lima setiap pekan.", "Wakil Ketua", date(2024, 11, 22)),
        ("Menyusun jadwal kunjungan ke dua puluh perusahaan.", "Bidang Penempatan", date(2024, 12, 13)),
        ("Mengirim notulen dan daftar hadir kepada semua pihak.", "Sekretaris", date(2024, 11, 21)),
    )
    for words, position, due_on in tasks:
        add_decision(event=event, words=words, seat=seats[position], due_on=due_on, by=by, at=at)
    add_decision(event=event, words="Program kerja 2025 berlaku sejak hari ini.", by=by, at=at)
    approve_minutes(event=event, revision=1, by=by, at=moment(EVENT_ON, 16), today=EVENT_ON)
    told = {activity.title: activity for activity in Activity.objects.filter(forum=story.forum)}
    results = (
        ("Diskusi kelompok kurikulum pengelasan", "Dua unit kompetensi diusulkan.", 11_250_000),
        ("Rapat penyusunan program kerja", "Program kerja 2025 disusun.", 4_100_000),
        ("Pengukuhan dan penandatanganan perjanjian", "15 perjanjian ditandatangani.", 57_800_000),
    )
    for title, result, spent in results:
        finish_activity(activity=told[title], finished_on=told[title].planned_on, result=result, spent_idr=spent, by=by,
                        at=moment(EVENT_ON, 16, 20), today=EVENT_ON)  # fmt: skip
    for title, planned_on, budget, source, seat in PROGRAMME[3:]:
        plan_activity(forum=story.forum, title=title, year=2025, planned_on=planned_on, seat=seats.get(seat),
                      budget_idr=budget, source=source, by=by, at=moment(EVENT_ON, 16, 30))  # fmt: skip
