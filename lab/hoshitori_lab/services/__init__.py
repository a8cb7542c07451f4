"""What a device finds on its network: addresses, names, the time, its cloud, its update server; all in the lab."""
