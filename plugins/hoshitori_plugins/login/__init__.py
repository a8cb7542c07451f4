"""Logging in: by which protocols, with which values, and what the device made of it."""
