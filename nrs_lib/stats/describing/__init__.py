"""Describing groups: who they are, how they differ, how long things take, who was lost."""
