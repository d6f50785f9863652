from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoreRun(models.Model):
    """One chore of one night: what came of it. Kept for three months."""

    name = models.CharField(_("chore"), max_length=30)
    began_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"))
    count = models.PositiveIntegerField(_("done"), default=0)
    fault = models.TextField(_("fault"), blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("chore")
        indexes = [models.Index(fields=["-began_at", "-id"], name="chore_newest")]

    def __str__(self):
        return self.name
