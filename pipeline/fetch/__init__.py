"""Polite HTTP: how a registry's pages are had. Nothing here knows how a page is read or where it is kept."""
