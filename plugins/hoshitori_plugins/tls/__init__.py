"""TLS servers, seen by hellos of our own making: no TLS library decides what can be seen."""
