"""The evening of the inauguration: the press release, said with figures that the public has already.

Told through the act that people use; the numbers are those of the story, and none is typed here.
"""

from padan.figures.actions.reports import make_press_release
from padan.figures.queries.reports import fit_for_press
from padan.outcomes.states import Window
from padan.seeds.story import EVENT_ON, Story, moment

SAID = ("partners", "placed", "self_employed", "unknown")
TITLE = "[1] perusahaan bermitra, dan [2] lulusan bekerja enam bulan setelah lulus"
LEAD = (
    "Forum komunikasi lembaga pelatihan dengan industri mengukuhkan kepengurusan baru. Pada acara yang sama, "
    "perusahaan dan lembaga pelatihan menandatangani perjanjian kerja sama.\n\n"
    "Kepengurusan ini melanjutkan satu garis dari kebutuhan sampai kerja: perusahaan menyebut kebutuhannya, program "
    "mengikutinya, dan lulusan ditempatkan dengan bukti."
)


def build(story: Story) -> None:
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
