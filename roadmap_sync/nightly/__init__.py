"""Runs of every night: who starts them, what came of them, and who is told."""
