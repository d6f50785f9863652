"""What the forum of the story gave to the public: one release as of October, and the partners of the event."""

from datetime import date

from padan.figures.actions.freezing import freeze
from padan.figures.actions.releasing import audit_release, draft_release, release
from padan.figures.cube import TABLES
from padan.figures.states import ReleaseState
from padan.seeds.story import EVENT_ON, Story, moment

CUT_OFF = date(2024, 10, 31)


def build(story: Story) -> None:
    """By the acts themselves. Where the rounding of this installation gives a group away, the draft stays a draft."""
    forum = story.forum
    at = moment(EVENT_ON, 16, 30)  # after the day is told
    partners = freeze(key="partners", organisation=forum.organisation, as_of=EVENT_ON, by=None, at=at)
    drafted = draft_release(
        forum=forum,
        title="Lulusan dan penempatan sampai Oktober 2024",
        period="Lulusan November 2023 sampai April 2024",
        as_of=CUT_OFF,
        tables=tuple(TABLES),
        frozen=[partners],
        by=None,
        at=at,
    )
    audited = audit_release(release=drafted, by=None, at=at, mend=True)
    if audited.state == ReleaseState.HELD:
        release(release=audited, by=None, at=at)
