"""`diarium new-registry`: the draft of a registry module from saved pages."""
