"""Work in Japan that a partner brings, published as its forum's secretary would: each asks for something else."""

from datetime import date
from decimal import Decimal

from padan.openings.deadlines import instant_of
from padan.organisations.models import Organisation
from padan.overseas.actions.positions import publish_position
from padan.overseas.models import Scheme
from padan.overseas.states import Exam
from padan.seeds.overseas_protection import PARTNERS
from padan.seeds.overseas_route import SSW
from padan.seeds.story import TODAY, Story, moment

RATE = {"rate_idr": Decimal("102.5"), "rate_on": date(2024, 11, 14)}  # invented, near the rates of those days
POSITIONS = (  # title, employer, place, field, level, exam, wage in yen, seats
    ("Perawat lansia di panti wreda", "Kabushiki Gaisha Contoh Himawari", "Toyota, Aichi", "Kaigo", 2, "", 185_000, 6),
    ("Pelayan dan juru masak restoran", "Yugen Gaisha Contoh Minato", "Kobe, Hyogo", "Jasa boga", 3, Exam.JLPT,
     196_000, 4),
    ("Pekerja kebun sayur", "Nogyo Hojin Contoh Midori", "Hokota, Ibaraki", "Pertanian", 2, Exam.JFT, 190_000, 3),
)  # fmt: skip


def build(story: Story) -> None:
    partner = Organisation.objects.get(name=PARTNERS[0][0])
    scheme, at = Scheme.objects.get(key=SSW), moment(TODAY, 1)
    for title, employer, place, field, level, exam, wage, seats in POSITIONS:
        publish_position(
            scheme=scheme, partner=partner, owner=partner, title=title, employer=employer, place=place, field=field,
            seats=seats, wage=wage, language_level=level, language_exam=exam, starts_on=date(2025, 4, 1),
            closes_at=instant_of(partner, date(2025, 1, 15)), by=story.users["sekretaris"], at=at, today=TODAY, **RATE,
        )  # fmt: skip
