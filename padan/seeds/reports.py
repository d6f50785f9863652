"""Papers of the story: the press release of the evening, and the morning after the page for the head and the year.

Told through the acts that people use; the numbers are those of the story, and none is typed here.
"""

from padan.base.clock import in_words
from padan.figures.actions.reports import make_press_release, make_summary, make_yearly_report
from padan.figures.queries.reports import fit_for_press
from padan.needs.queries import needs_waiting
from padan.organisations.queries import viewer_of
from padan.outcomes.states import Window
from padan.seeds.story import EVENT_ON, TODAY, Story, moment

SAID = ("partners", "placed", "self_employed", "unknown")
TITLE = "[1] perusahaan bermitra, dan [2] lulusan bekerja enam bulan setelah lulus"
LEAD = (
    "Forum komunikasi lembaga pelatihan dengan industri mengukuhkan kepengurusan baru. Pada acara yang sama, "
    "perusahaan dan lembaga pelatihan menandatangani perjanjian kerja sama.\n\n"
    "Kepengurusan ini melanjutkan satu garis dari kebutuhan sampai kerja: perusahaan menyebut kebutuhannya, program "
    "mengikutinya, dan lulusan ditempatkan dengan bukti."
)


WAIT = 3  # needs that the page for the head names


def build_press(story: Story) -> None:
    """Say what the forum released that day. Where its release was held back, there is nothing to say yet."""
    body = story.forum.organisation
    public = fit_for_press(body).filter(window__in=["", Window.MONTHS_6])
    figures = {one.key: one for one in public.order_by("-frozen_at", "pk")}
    if not figures.keys() >= set(SAID):
        return
    make_press_release(
        organisation=body,
        codes=[figures[key].code for key in SAID],
        title=TITLE,
        lead=LEAD,
        place="Bekasi",
        day=EVENT_ON,
        quotes=["Ketua Forum", "Direktur Jenderal"],
        by=story.users["sekretaris"],
        at=moment(EVENT_ON, 17),
    )


def build_morning_after(story: Story) -> None:
    """The page for the head and the report of the year that runs, as of that day."""
    body, by = story.forum.organisation, story.users["sekretaris"]
    make_summary(organisation=body, decisions=_waiting(by), by=by, at=moment(TODAY, 7), today=TODAY)
    make_yearly_report(organisation=body, year=TODAY.year, by=by, at=moment(TODAY, 7, 30), today=TODAY)


def _waiting(by) -> list[dict[str, str]]:
    """Needs that wait for the forum's answer, as the page names what waits for a decision."""
    return [
        {
            "apa": "Kebutuhan yang belum dijawab",
            "isi": f"{need.company.name}, {need.head_count} orang",
            "sebab": f"Dijanjikan paling lambat {in_words(need.answer_due_on)}",
        }
        for need in needs_waiting(viewer_of(by))[:WAIT]
    ]
