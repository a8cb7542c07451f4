"""How many guesses a day a device lets an attacker make."""
