"""The page "How each score is computed", made from the files that the engine reads."""
