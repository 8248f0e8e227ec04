"""Sick leave from Försäkringskassan's periods: days, windows, days at risk and categories."""
