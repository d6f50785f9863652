"""Who finished a batch: the person as a graduate, once, with her home centre.

No states yet: wishes, consent and seeking open with matching. Registered when an enrolment completes.
A graduate sees herself; centres and forums see theirs; companies see codes.
"""
