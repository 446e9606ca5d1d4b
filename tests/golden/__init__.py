"""Whole pages: every printed fact against an independent table, and one test per field of what was read before."""
