"""What those lost at follow-up may do to a result: who they are, weights, imputation, shifts."""
