"""The virtual lab: a network, its instruments, and virtual devices as twins."""
