"""The verify room under test."""
