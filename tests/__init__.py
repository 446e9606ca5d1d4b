"""Tests: unit, registries, integration, ui."""
