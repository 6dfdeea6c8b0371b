"""Readiness: what a firm has told, what is missing and what it would allow, and which open calls fit it, and why."""
