"""Targets: the calendars we write to, each behind the contract of `targets.base`."""
