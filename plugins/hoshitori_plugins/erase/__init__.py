"""Data put into a device, erased by its own means, and looked for."""
