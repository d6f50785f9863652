"""Work about everything: the night's chores, merging bodies, erasing a person.

It stands above all rooms and walks the schema instead of lists written by hand: a table that is added tomorrow is
moved and erased as well, or a house test says that it is not. Acts that cannot be taken back say so before.
No states. Secretaries merge what they keep; administrators read the nights and erase.
"""
