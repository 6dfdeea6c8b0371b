"""Dutch: 9 juni 2027, 16.52 uur. The space of a time never breaks."""

TIME_FORMAT = "G.i\xa0\\u\\u\\r"
DATETIME_FORMAT = f"j F Y, {TIME_FORMAT}"
