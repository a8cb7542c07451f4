"""Offering update images to a device: altered ones, foreign ones, old ones, and the genuine one as control."""
