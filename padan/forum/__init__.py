"""The forum itself: level and seat, board terms and their members, events.

The body of a forum (name, region, who stands under it) is an organisation; this room adds what only forums have.
A board term ends by its date. Secretariats write; members of the forum read.
"""
