"""Sync: a pure merge, a ledger of what we said and what came back, and the engine between."""
