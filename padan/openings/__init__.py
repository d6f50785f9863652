"""What is concretely vacant: seats at a place, a job or an apprenticeship, and what they ask for.

draft → open → closed | expired → open again. A code is held as written and never corrected. What the law forbids to
ask for is pointed out and kept from publication. Companies, their forums and centres write; graduates read open ones.
"""
