"""What workspace.yaml points at: the one module-level `Definitions`, assembled from the settings of the environment."""

from __future__ import annotations

from pipeline.dagster.assembly import build_definitions
from pipeline.settings import Settings

defs = build_definitions(Settings(), is_attended=False)
