"""Statistics of sick leave: three parts, transitions, equal margins and an ordinal model."""
