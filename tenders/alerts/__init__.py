"""My alerts: saved searches and followed calls on one page, with a private calendar and feed. Stored in `following`."""
