"""The page about two deliveries, and why a figure moved between them."""
