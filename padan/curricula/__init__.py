"""Programmes of a centre, their versions: units with hours and syllabus, the needs each answers, endorsements.

draft → proposed → endorsed → in force → retired (back to a draft with a reason). A batch keeps the version it was
taught by. The centre writes and proposes; companies endorse by signed links; forums read.
"""
