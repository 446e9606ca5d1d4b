"""`diarium captures`: what is stored, what an address said when, its very bytes, and whether the store is whole."""
