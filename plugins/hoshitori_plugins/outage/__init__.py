"""The probe that cuts a device's power and network."""
