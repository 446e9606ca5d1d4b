"""`diarium export`: a snapshot on demand. What is in one is in `warehouse.export`."""
