"""The texts of the last days: begun with a template, read, frozen before the event, signed there on paper."""

from datetime import date

from padan.agreements.actions.signing import record_ink
from padan.agreements.actions.texts import begin_text, freeze
from padan.agreements.queries.life import parties_of
from padan.agreements.queries.texts import main_document, templates_for
from padan.seeds.story import EVENT_ON, Story, moment


def begin(story: Story, by) -> None:
    """A text for every agreement that goes to its parties in November."""
    for minute, agreement in enumerate((*story.scheduled, *story.agreed, story.drafts[0])):
        template = templates_for(agreement).first()
        at = moment(date(2024, 11, 4), 15, minute)
        begin_text(agreement=agreement, template=template, by=by, at=at)


def freeze_for_event(story: Story, by) -> None:
    for minute, agreement in enumerate(story.scheduled):
        freeze(document=main_document(agreement), by=by, at=moment(date(2024, 11, 13), 9, minute))


def sign_on_paper(agreement, *, by, at) -> None:
    """Both sides sign at the table."""
    parties = list(parties_of(agreement))
    record_ink(document=main_document(agreement), parties=parties, signed_on=EVENT_ON, by=by, at=at)
