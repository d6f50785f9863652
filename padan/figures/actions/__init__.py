"""Acts of the figures: keeping summaries fresh, freezing a figure, releasing protected tables."""
