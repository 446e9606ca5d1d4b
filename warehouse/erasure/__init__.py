"""Everything that erases: what must not come back, captures, observations and snapshots rewritten. `search` proves it and shares no
code with it."""
