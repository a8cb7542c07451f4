"""All 65,535 TCP and UDP ports of a device, each asked by a frame of our own making."""
