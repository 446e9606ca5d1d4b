"""Runs that look for input that breaks the readers; too long for every test run."""
