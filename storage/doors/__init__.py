"""The parts of `Store`, one per purpose; used through `Store` only."""
