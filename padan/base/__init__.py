"""A shelf without domain nouns: errors, flow table, stamps, clock, codes, secrets, formats, search."""
