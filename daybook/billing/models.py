"""The rows of billing."""
