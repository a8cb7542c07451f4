"""A machine of its own for the virtual device's application: its own page cache, its own clock, a disk that stays."""
