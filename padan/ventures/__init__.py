"""A graduate's own business: what, where, since when, whom it employs, whether it runs after 6 and 12 months.

running → closed, and back where that was a mistake; silence closes nothing. A company of the forum is asked to stand
by it and answers for itself: proposed → agreed, declined or other terms; agreed → ended. What centres told before stays
told and does not count. She tells, by link or account; her centre and its forum's secretariat write down what she said.
"""
