"""French: 9 juin 2027, 16 h 52. The spaces of a time never break."""

TIME_FORMAT = "G\xa0\\h\xa0i"
DATETIME_FORMAT = f"j F Y, {TIME_FORMAT}"
