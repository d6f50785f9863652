"""The schema, walked: who points to whom. Nothing here is a list written by hand."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Exists, Field, Model, OuterRef, UniqueConstraint


def relations_to(target: type[Model]) -> Iterator[tuple[type[Model], Field]]:
    """Every key of every table that points to ``target``, many-to-many tables included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is target:
                yield model, field


def named(model, field) -> str:
    """``needs.Need.company``"""
    return f"{model._meta.label}.{field.name}"


def soft_keys() -> Iterator[type[Model]]:
    """Tables that name a thing by its kind and code instead of a key; the trail, which is never rewritten, apart."""
    for model in apps.get_models():
        columns = {field.name for field in model._meta.concrete_fields}
        if {"thing_kind", "thing_code"} <= columns and model._meta.app_label != "trail":
            yield model


def twins(model, field, keep, away):
    """Rows of ``away`` that would stand twice once they pointed to ``keep``: (row, the columns that must differ)."""
    for others, condition in _unique_with(model, field):
        rows = model._base_manager.filter(**{field.name: away})
        same = model._base_manager.filter(**{field.name: keep}, **{name: OuterRef(name) for name in others})
        if condition is not None:
            rows, same = rows.filter(condition), same.filter(condition)
        for row in rows.filter(Exists(same)).order_by("pk"):
            yield row, others


def _unique_with(model, field):
    if field.unique:
        yield (), None
    for names in model._meta.unique_together:
        if field.name in names:
            yield tuple(name for name in names if name != field.name), None
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            yield tuple(name for name in constraint.fields if name != field.name), constraint.condition
