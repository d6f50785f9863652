from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    FORUM = "forum", _("Forum")
    CENTRE = "centre", _("Training centre")
    COMPANY = "company", _("Company")
    OFFICE = "office", _("Government office")
    ASSOCIATION = "association", _("Association")
    SCHOOL = "school", _("School")


class PairReason(models.TextChoices):
    """Why two bodies may be one, the strongest first."""

    NPWP = "npwp", _("The same NPWP")
    LETTERS = "letters", _("The same name, with letters of another script")
    NAME = "name", _("The same name, written otherwise")
    LIKE = "like", _("Names that differ by a letter")
    NOTICED = "noticed", _("A person says so")


class PairState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    DIFFERENT = "different", _("Not the same body")


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
