"""Where each graduate stands at a window, with its evidence; and totals that centres report without rows.

Status per enrolment and window. Unknown is a value, never "not working". Reported totals are never mixed with rows.
Centres write; forums and offices read numbers; a graduate reads her own.
"""
