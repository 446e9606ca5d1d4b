"""`diarium report`: the page to look at, on demand. What is on it is in `warehouse.report`."""
