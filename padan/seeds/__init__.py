"""The demonstration: an invented forum whose rows produce the article's numbers. Deterministic from a seed."""
