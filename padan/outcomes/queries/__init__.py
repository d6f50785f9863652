"""Questions of tracing: outcomes and reported totals here, waves and answers beside them."""

from padan.outcomes.queries.outcomes import (
    newest_outcomes,
    newest_outcomes_of_people,
    outcomes_of,
    outcomes_to_count,
    reported_totals_of,
    windows_with_rows,
)

__all__ = [
    "newest_outcomes",
    "newest_outcomes_of_people",
    "outcomes_of",
    "outcomes_to_count",
    "reported_totals_of",
    "windows_with_rows",
]
