"""One test per field of pages a person has read."""
