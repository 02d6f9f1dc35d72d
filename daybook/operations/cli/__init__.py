"""The command line: one small module for each command; main.py says which commands there are."""
