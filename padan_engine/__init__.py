"""The numbers under Padan: score, shortlist, clear a whole market, and prove it.

Arrays in, arrays out; no clock and no chance without a seed.
In every table a row is a graduate and a column an opening.
"""
