"""What industry says it will want: its own words, how many, by when, where, with which units.

open → answered | withdrawn; answered → closed | withdrawn; closed → answered (opened again). A need is never deleted.
Companies, secretariats and, on a visit, the staff of a centre write.
How a need ended is asked upstairs: openings, batches and placements carry the key.
"""
