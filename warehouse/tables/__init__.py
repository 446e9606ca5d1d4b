"""Every table and column of the warehouse, defined once; DDL, checks, dictionary and export schema are generated from here."""
