"""`diarium sql`: one query put to the published warehouse, and the forms of its answer."""
