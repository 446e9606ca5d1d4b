"""What changed between two snapshots; nothing is imported here."""
