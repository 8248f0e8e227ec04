"""Two deliveries held against each other: rows, cells, columns, codes and definitions."""
