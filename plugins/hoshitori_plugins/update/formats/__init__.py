"""Containers of update images, and how to alter what is in them so that only a check of the software can notice."""
