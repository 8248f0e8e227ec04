"""The codebook: what every table, column, code, item and scale of the registry is."""
