"""The evidence bundle: container, statement, envelope, signer, time-stamp, items and redaction."""
