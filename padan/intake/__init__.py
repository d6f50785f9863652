"""Sheets in: read, recognise, check, review, commit through the bulk acts of the rooms below.

States of an upload: ``states.UploadState``. Centre officers and the secretariat above a centre bring files in.
The file itself is kept until nothing of it waits; reading it again gives the same rows, so nothing half-done is kept.
"""
