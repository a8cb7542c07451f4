"""Acme's level one: greetings that tell no version."""
