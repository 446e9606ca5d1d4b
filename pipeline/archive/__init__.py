"""Looking into the store of captures: what there is, what an address said when, its very bytes, and whether all of it is whole."""
