"""Questions about agreements, by what they answer from."""
