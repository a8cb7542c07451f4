"""What an endpoint speaks, found by speaking with it."""
