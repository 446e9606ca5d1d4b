"""`diarium verify`: what is published proved against the captures, its totals and its snapshots."""
