"""What the trail's dotted names read like on a page."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "need.registered": _("The need was written down"),
    "need.answered": _("The forum answered"),
    "need.withdrawn": _("The need was withdrawn"),
    "agreement.drafted": _("A draft was written"),
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
