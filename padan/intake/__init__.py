"""Workbooks in: read, recognise, review, commit through the acts of the rooms below.

A file: waiting → reading → reviewed → committing → committed | failed. Nothing is guessed and nothing is lost:
every row ends imported, unchanged, ignored with a reason, or in review with its reason.
"""
