"""Programmes of a centre, their versions and the units each version teaches.

draft → in force → retired. A batch keeps the version it was taught by. Centres write; forums read.
"""
