"""Signatures inside PDF files, made and judged: plain functions on bytes, without tables.

``fields`` puts an empty field for every party into a file before the first signature; ``keys`` opens what somebody
signs with; ``sealing`` fills one field (PAdES); ``verifying`` judges a file and ``verdicts`` says it in words;
``policy`` holds who is trusted here; ``clock`` refuses to sign when the server's clock is wrong.
"""
