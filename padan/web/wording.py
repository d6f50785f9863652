"""What the trail's dotted names read like on a page."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "link.issued": _("A link was made"),
    "need.registered": _("The need was written down"),
    "need.answered": _("The forum answered"),
    "need.withdrawn": _("The need was withdrawn"),
    "agreement.drafted": _("A draft was written"),
    "agreement.loaded": _("The agreement came in with the demonstration"),
    "agreement.edited": _("The draft was changed"),
    "agreement.in_review": _("The draft went to the parties"),
    "agreement.unscheduled": _("The signing was taken off its day"),
    "agreement.expiring": _("The end came near"),
    "agreement.renewal_begun": _("A renewal was drafted"),
    "agreement.renewed": _("A new agreement took its place"),
    "agreement.end_moved": _("An addendum moved the end"),
    "agreement.party_added": _("A party was added"),
    "agreement.party_edited": _("A party was completed"),
    "agreement.party_moved": _("The order of signing was changed"),
    "agreement.party_removed": _("A party was taken out"),
    "agreement.number_drawn": _("A number was drawn"),
    "agreement.reminded": _("A party was reminded"),
    "agreement.agreed": _("The text was agreed"),
    "agreement.reopened": _("The draft was opened again"),
    "agreement.scheduled": _("The signing was scheduled"),
    "agreement.signed": _("The agreement was signed"),
    "agreement.activated": _("The agreement came into force"),
    "agreement.expired": _("The agreement expired"),
    "agreement.terminated": _("The agreement was ended early"),
    "agreement.pulse": _("The pulse was taken"),
    "promise.added": _("A promise was added"),
    "promise.kept": _("A promise was kept"),
    "delivery.recorded": _("Part of a promise came true"),
    "delivery.withdrawn": _("A delivery was taken back"),
    "placement.counted": _("The placement is counted for a promise"),
    "batch.counted": _("The class is counted for a promise"),
    "guest_lesson.recorded": _("Somebody from industry taught"),
    "target.set": _("The target was set"),
    "target.revised": _("The target was changed"),
    "placement.offered": _("The place was offered"),
    "placement.started": _("The first day of work"),
    "placement.confirmed": _("The company confirmed the first day"),
    "placement.declined": _("The offer came to nothing"),
    "placement.ended": _("The work ended"),
    "nik.opened": _("The NIK was opened"),
    "export.made": _("Data was exported"),
}


def told(entries):
    """Trail entries with a sentence each, newest first: [(sentence, entry)]."""
    return [(SENTENCES.get(entry.verb, entry.verb), entry) for entry in entries]
