"""Measurements, each as a ratio to a named peer in the same run: these machines are shared and noisy. No test asserts a time."""
