"""Agreements: parties, term, promises, targets and the pulse.

draft → agreed → scheduled → signed → active → expired | terminated. Secretariats write; parties read their own.
A promise keeps no progress: batches, openings and placements carry its key.
"""
