"""One module per registry; `parsers.registry.sources()` finds them by walking this folder. Nothing is wired here."""
