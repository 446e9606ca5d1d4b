"""`diarium diff`: how a comparison of two snapshots is printed. The comparison itself is in `warehouse.diff`."""
