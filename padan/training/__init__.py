"""Programmes run: batches and who is in them.

Batch: planned → training → completed. Enrolment: training → completed | dropped | failed.
Centres write; instructors see their own batches; forums read numbers and lists without NIK.
"""
