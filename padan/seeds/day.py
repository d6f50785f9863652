"""The last days of the story, told through the same acts that people use, so that the trail tells them too."""

from datetime import date, timedelta

from padan.agreements.actions.day import name_witness
from padan.agreements.actions.life import agree, schedule, send_to_review
from padan.agreements.actions.promises import settle_promises
from padan.agreements.queries.promises import promises_in_force
from padan.placements.actions import start_placement
from padan.placements.queries import done_for_promises
from padan.seeds import forum, review, texts
from padan.seeds.story import EVENT_ON, Story, moment
from padan.trail.actions import record

WITNESSES = (
    ("Ratri Contoh Wening", "Kepala Dinas Contoh Kabupaten Bekasi"),
    ("Bagas Contoh Pranata", "Ketua Asosiasi Contoh Industri Bekasi"),
)


def build(story: Story, told: dict[str, int]) -> None:
    """Everything from the beginning of the story to the evening of 14 November 2024."""
    secretary, officer = story.users["sekretaris"], story.users["balai"]
    body = story.forum.organisation
    record(
        None,
        "demonstration.loaded",
        body,
        at=moment(date(2024, 11, 1), 7),
        changes={noun: [0, number] for noun, number in told.items()},
    )
    for agreement in story.agreements:
        record(None, "agreement.loaded", agreement, at=moment(date(2024, 11, 1), 7))
    forum.before(story, secretary)
    _first_days(story, "PT Contoh Mitra Presisi", date(2024, 11, 4), officer, 9, 20)
    texts.begin(story, secretary)
    for minute, agreement in enumerate((*story.scheduled, *story.agreed)):
        send_to_review(agreement=agreement, by=secretary, at=moment(date(2024, 11, 5), 13, minute))
    send_to_review(agreement=story.drafts[0], by=secretary, at=moment(date(2024, 11, 6), 10))
    forum.guests(story, secretary)
    for minute, agreement in enumerate(story.scheduled):
        agree(agreement=agreement, by=secretary, at=moment(date(2024, 11, 8), 9, minute))
    for agreement in story.agreed:
        agree(agreement=agreement, by=secretary, at=moment(date(2024, 11, 11), 14, 5))
    for minute, agreement in enumerate(story.scheduled):
        schedule(agreement=agreement, event=story.event, by=secretary, at=moment(date(2024, 11, 12), 10, minute))
    texts.freeze_for_event(story, secretary)
    _first_days(story, "PT Contoh Kopi Nusantara", date(2024, 11, 13), officer, 15, 12)
    review.build(story)
    _event(story, secretary)
    settle_promises(done=done_for_promises(promises_in_force()), on=EVENT_ON)


def _first_days(story, company, started_on, officer, hour, minute):
    for placement in story.offers[company]:
        start_placement(
            placement=placement,
            started_on=started_on,
            confirmed_on=started_on,
            today=started_on,
            by=officer,
            at=moment(started_on, hour, minute),
        )


def _event(story, secretary):
    forum.door(story, secretary)
    for name, position in WITNESSES:
        name_witness(event=story.event, name=name, position=position, by=secretary, at=moment(EVENT_ON, 9, 20))
    forum.board(story, secretary)
    for order, agreement in enumerate(story.scheduled):
        at = moment(EVENT_ON, 10, 40) + timedelta(seconds=40 * order)
        texts.sign_on_paper(agreement, by=secretary, at=at)
    forum.after(story, secretary)
