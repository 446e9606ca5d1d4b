"""Tests: unit, golden, integration, ui."""
