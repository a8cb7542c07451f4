"""A lab's own additions to Hoshitori."""
