"""The fixed words a reading is described with, each list in its order: the warehouse allows these and no others.

Belongs here: words that readers write and tables hold. Does not belong here: fields (`fields`), or words of a language.
"""

from __future__ import annotations

from typing import Literal

Method = Literal["label", "heading", "table", "column", "prose", "derived"]
Precision = Literal["day", "month", "term", "year"]
PageKind = Literal["project", "list", "call", "news", "partner", "other", "unreadable"]
Authority = Literal["registry", "aggregator", "mirror", "project_page"]
"""What a registry's word is worth, the best first."""
