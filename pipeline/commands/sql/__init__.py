"""`diarium sql`: queries put to the published warehouse, the forms of their answers, and what its tables and columns mean."""
