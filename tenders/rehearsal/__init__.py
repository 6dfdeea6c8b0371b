"""A dress rehearsal: a call lives its whole life in a folder of its own, by the very same actions as a real one."""
