"""The bundled sample registry: a stand-in for a project bank, served on loopback.

Only what builds and serves the sample belongs here. Nothing in this package reads a real site,
and nothing outside tests, the demo command and the sample registry's own settings imports it.
"""
