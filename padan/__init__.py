"""Padan: from what industry needs to where graduates work, every number with its rows."""
