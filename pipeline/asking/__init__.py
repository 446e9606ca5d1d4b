"""How a person asks the warehouse with `diarium sql`: one query or a prompt, and what its answers look like."""
