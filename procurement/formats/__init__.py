"""How dates and times are written, where Django writes them otherwise than people here do (look.md: 16 h 52)."""
