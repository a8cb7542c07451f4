"""The bundle room under test."""
