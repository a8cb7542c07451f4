"""SNMP version 3: our own requests under each level of its user-based security."""
