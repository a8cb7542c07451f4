"""Reading the bench's capture: frames, packets, and what a device's own traffic says of it."""
