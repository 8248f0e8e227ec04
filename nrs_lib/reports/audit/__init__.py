"""The auditor: what a finished release tells, and whether it gives anybody away."""
