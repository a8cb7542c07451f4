"""What stands on a device's storage: how it is read, and what is looked for in it."""
