"""Twins that only these tests know: one setting each, to see that it does what it says."""
