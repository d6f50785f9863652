from django.db import models


class Summary(models.Model):
    """What the public home shows, counted beforehand: a table of plain numbers for one scope and day."""

    scope = models.CharField(max_length=20, default="all")  # "all", or the code of a forum
    payload = models.JSONField()
    as_of = models.DateField()
    trail_seq = models.PositiveBigIntegerField(default=0)  # the end of the trail when it was counted
    refreshed_at = models.DateTimeField()

    class Meta:
        ordering = ["scope"]
        constraints = [models.UniqueConstraint(name="summary_once_per_scope", fields=["scope"])]
