"""Agreements: parties, texts, signatures, promises, the pulse and the forum's targets.

draft → in review → agreed → scheduled → signed → active → expiring → renewed | expired | terminated. Each text of an
agreement (itself, addenda, sheets of corrections) is a document: draft → frozen → complete. Secretariats write; parties
read their own and act through links. A promise keeps no progress: batches, openings and placements carry its key.
"""
