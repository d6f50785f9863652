"""Questions about programmes run: batches and who is in them, papers that come of them."""
