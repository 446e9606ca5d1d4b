"""A page as text: from its bytes to lines, labels and values, and the addresses and links around it. Nothing here knows a field."""
