"""A graduate's own business: what, where, since when, whom it employs, whether it runs after 6 and 12 months.

running → closed, and back where that was a mistake; silence closes nothing. Beside it the companies of the forum that
stand by it. She tells, by link or account; her centre and its forum's secretariat write down what she said.
"""
