"""Verifiable credentials beside the papers: plain functions on JSON and bytes, without tables.

``building`` says a paper as an Open Badges 3.0 credential; ``tokens`` signs it as a JWT (EdDSA) and reads such tokens;
``status`` makes and reads the list of what was revoked (W3C Bitstring Status List); ``rules`` holds what the data model
demands (W3C VC 2.0, Open Badges 3.0); ``judging`` puts all of it together and names what is wrong.
"""
