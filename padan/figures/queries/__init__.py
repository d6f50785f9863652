"""Questions of the figures: the rows each one counts, what was frozen, what was released."""
