"""Who did what, when: append-only and chained by hash, so that a removed or altered row is noticed.

The chain covers codes, dotted names, times and keyed digests of changed values. Readable labels and values
stand beside it in ``Wording``, which the erasure of a person empties; the chain still verifies.
No states. Every act writes; auditors read; nobody updates or deletes (a trigger forbids it).
"""
