"""Bringing a clinic's earlier records in from other systems."""
