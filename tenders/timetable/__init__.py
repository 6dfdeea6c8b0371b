"""Every date, how it follows from other dates, and how promise and fact are shown."""
