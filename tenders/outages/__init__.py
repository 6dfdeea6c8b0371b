"""Outages of the portal, for everybody to read; and the time that they give back to those who were kept out."""
