"""A first contract for a table that has none: what its cells show, and marks for the rest."""
