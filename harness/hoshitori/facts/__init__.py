"""The standard fact types: nouns that describe what was seen, and never say whether it is good."""
