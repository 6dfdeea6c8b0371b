"""The door: who somebody is, how often a password may be tried, and who else may vouch for a person."""
