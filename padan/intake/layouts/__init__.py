"""The kinds of rows that are known: how each is recognised, checked, compared with what is kept, and written."""
