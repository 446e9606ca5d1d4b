"""Erasure: a person, an address or a project removed from all that is kept below the data folder, and the proof that it is gone."""
