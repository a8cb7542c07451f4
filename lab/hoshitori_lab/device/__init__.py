"""The virtual device under test: real daemons and our own administration application in namespaces of their own."""
