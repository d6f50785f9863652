"""The forum itself: level and seat, members, board terms, events with their minutes and decisions, work programme.

The body of a forum (name, region, who stands under it) is an organisation; this room adds what only forums have.
A board term ends by its date; a task goes open → done | dropped, an activity planned → running → finished | cancelled.
Secretariats write; members of the board read and finish their own tasks; an invitee answers by her link.
"""
