"""What industry says it will want: its own words, how many, by when, where, with which units.

open → answered | withdrawn; answered → withdrawn. A need is never deleted. Companies and secretariats write.
How a need ended is asked upstairs: openings, batches and placements carry the key.
"""
