"""German: 9. Juni 2027, 16.52 Uhr. The space of a time never breaks."""

TIME_FORMAT = "G.i\xa0\\U\\h\\r"
DATETIME_FORMAT = f"j. F Y, {TIME_FORMAT}"
