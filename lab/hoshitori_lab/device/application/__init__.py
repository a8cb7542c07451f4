"""The administration application of the virtual device, shipped inside its firmware images as a zip application.

It imports nothing beyond Python's standard library and calls one program, ``openssl``: an image carries it whole.
"""
