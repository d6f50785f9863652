"""The door to the engine: rows to arrays and back, shortlists, clearings, and the independent proof."""
