"""Frozen nouns, no input or output: what Hoshitori talks about."""
