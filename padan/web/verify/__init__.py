"""Verifying a paper in hand, for everybody: by its printed code, or by the file itself.

These pages may ask the rooms, unlike those of ``public``: who holds a paper learns what became of it. Who only guesses
learns nothing. What each kind of paper tells stands in a file of its own, found by the first letters of its code.
"""
