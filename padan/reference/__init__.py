"""Dated public code lists: regions, occupations, industries, competency units.

Every code is (scheme, version, code) with its validity; a later version never rewrites an earlier one.
No states. Lists are loaded by ``padan reference load`` and read by everybody.
"""
