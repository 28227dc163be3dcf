"""The command line: parses words, calls, prints. One file for each command."""
