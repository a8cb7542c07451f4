"""The sweep of a web interface: what its administrator reads, asked for by those who should not."""
