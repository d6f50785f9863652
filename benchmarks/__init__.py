"""What is measured, against whom, on what machine. ``./dev bench NAME`` runs one; figures go to docs/reference/."""
