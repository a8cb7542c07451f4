"""The JSON Schemas of what Hoshitori writes, and the strict readers before them."""
