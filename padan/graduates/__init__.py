"""Who finished a batch: the person as a graduate, once, with her home centre; and the work she looks for.

No states: she looks for work or she does not. Registered when an enrolment completes; her seeking profile is hers.
A graduate sees herself; centres and forums see theirs; companies see codes.
"""
