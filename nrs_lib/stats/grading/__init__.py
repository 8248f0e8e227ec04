"""Statistics that test themselves: how often intervals hold a truth that is known."""
