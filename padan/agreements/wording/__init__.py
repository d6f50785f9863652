"""The words of agreements: the language that templates are written in, Indonesian numbers and dates, printed parts.

Nothing here asks the database or the clock: a body and a context go in, parts come out, the same for the same.
"""
