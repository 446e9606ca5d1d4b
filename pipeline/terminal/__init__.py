"""What every command shares on a terminal: options, tables, progress."""
