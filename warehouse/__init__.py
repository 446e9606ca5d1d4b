"""Where things are kept and put in order: the raw zone, the table definitions, the SQL, the checks, publication and export."""
