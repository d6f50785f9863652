"""Columns that every kept thing carries."""

from django.db import models


class Recorded(models.Model):
    """When the row was written and last changed (instants, UTC)."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
