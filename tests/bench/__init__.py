"""How fast it is, as ratios of what cannot be avoided: ``python -m tests.bench [--quick]``."""
