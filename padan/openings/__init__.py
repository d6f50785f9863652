"""What is concretely vacant: seats at a place, a job or an apprenticeship.

open → closed. A code is held as written and never corrected; the official title stands beside it.
Companies and centres write their own; forums read.
"""
