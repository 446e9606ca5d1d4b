"""Taking in captures made by others: files read, pages sent to their registries, revisits resolved, all stored as imports."""
