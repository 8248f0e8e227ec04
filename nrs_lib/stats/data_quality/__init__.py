"""How whole and how timely what is registered is, and what the missing may do to results."""
