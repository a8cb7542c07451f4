"""Reports for people and scripts: one interface, one file a format, all from signed data and the catalogue."""
