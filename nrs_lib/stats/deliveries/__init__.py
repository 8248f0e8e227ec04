"""Statistics of two deliveries: distributions that shifted, and what became of indicators."""
