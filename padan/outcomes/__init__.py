"""Where each graduate stands at a window, with its evidence; and totals that centres report without rows.

A wave (planned, open, closed) asks a cohort; each answer is kept as told, by whom and on what evidence, and the outcome
of (enrolment, window) is drawn from the best of them. Unknown is a value, never "not working". Reported totals are
never mixed with rows. Centres and forums ask and write; offices read numbers; a graduate answers and reads her own.
"""
