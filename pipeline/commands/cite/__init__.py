"""`diarium cite`: the words a published value was read from, where they stand, and how to cite them."""
