"""Graduates meet openings: shortlists with their reasons, rounds that clear many openings at once, invitations.

A round is simulated before anybody is invited, and kept with its seed so that it can be run again. An invitation goes
invited → interested | declined → interview → offered → accepted. Consent stands for one opening and can be taken back.
"""
