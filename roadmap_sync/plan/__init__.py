"""Text → Plan: what an author writes, read with the place of every word."""
