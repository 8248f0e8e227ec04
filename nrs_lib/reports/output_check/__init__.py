"""Researchers' outputs: what may leave, and a record of how it was decided."""
