"""Acts on agreements, by what they write: their life, texts, signatures, promises, and the forum's targets."""
