"""A number, its rule in words, its numerator and denominator, its window and cut-off, and the rows behind it.

Small groups are protected before the public sees a table. Summaries keep the public home fast.
No states. Everybody asks within her scope; only jobs and imports refresh summaries, and a job attacks large releases.
"""
