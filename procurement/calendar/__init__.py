"""Counting days: the three policies, holidays, moments, and the rule packs. Pure: no models, no clock, no database."""
