"""Probes for the life of authentication values: first use, and change."""
