"""Acts of tracing: what sheets tell here, waves and answers beside it."""

from padan.outcomes.actions.sheets import record_many, report_totals, settle_fact, settle_status

__all__ = ["record_many", "report_totals", "settle_fact", "settle_status"]
