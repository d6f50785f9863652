"""One graduate in one opening: offer, first day, end.

offered → working → ended; offered → declined. Seats are never over-filled and nobody runs two jobs.
Companies confirm; centres and forums record. Apprenticeship is not work: the opening's kind tells.
"""
