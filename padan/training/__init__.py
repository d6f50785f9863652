"""Programmes run: batches, who applies to them and who is in them, days, results, and what a year was to bring.

Batch: planned → registration → selection → training → completed; postponed and cancelled with a reason.
Enrolment: applied → selected | reserve | refused, selected → training → completed | dropped | failed.
Centres write; instructors keep the days and results of their own batches; forums read numbers and lists without NIK.
"""
