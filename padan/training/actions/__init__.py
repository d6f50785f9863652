"""Acts on programmes run, by what they write: batches and who is in them, papers that come of them."""
