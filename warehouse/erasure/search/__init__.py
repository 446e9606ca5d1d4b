"""The search after a purge: every file below the data folder read to its last text. It shares no code with what erases."""
