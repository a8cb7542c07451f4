"""The report room under test."""
