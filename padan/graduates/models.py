from django.db import models
from django.utils.translation import gettext_lazy as _

from padan.base.stamps import Recorded


class Graduate(Recorded):
    """A person who finished at least one batch. ``centre`` is where she finished last."""

    code = models.CharField(_("code"), max_length=20, unique=True)  # the person's code with "LLS" for "ORG"
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(  # finished last
        "training.Batch", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words_key = models.CharField(max_length=420, editable=False)  # for search: code, name, class; lower case
    finished_on = models.DateField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("graduate")
        indexes = [
            models.Index(fields=["centre", "-id"], name="graduate_of_centre"),
            models.Index(fields=["batch", "-id"], name="graduate_of_batch"),
        ]

    def __str__(self):
        return self.code
