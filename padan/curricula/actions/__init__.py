"""Acts on programmes and their versions."""
