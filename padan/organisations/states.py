from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    FORUM = "forum", _("Forum")
    CENTRE = "centre", _("Training centre")
    COMPANY = "company", _("Company")
    OFFICE = "office", _("Government office")
    ASSOCIATION = "association", _("Association")


class RoleName(models.TextChoices):
    """The ten roles of the house; the public and the holder of a link have no account and no row."""

    SECRETARIAT = "secretariat", _("Secretariat of a forum")
    BOARD_MEMBER = "board_member", _("Board member")
    CENTRE_OFFICER = "centre_officer", _("Centre officer")
    INSTRUCTOR = "instructor", _("Instructor")
    COMPANY_OFFICER = "company_officer", _("Company officer")
    GRADUATE = "graduate", _("Graduate")
    LABOUR_OFFICE = "labour_office", _("Labour office")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
