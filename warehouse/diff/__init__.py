"""What changed between two snapshots: the comparison behind `diarium diff`."""
