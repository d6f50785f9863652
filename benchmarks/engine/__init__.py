"""The engine measured: its own stages, and peers on the same question in the same run."""
