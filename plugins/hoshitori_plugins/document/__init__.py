"""Looking up in a declared document what an assessor quoted from it."""
