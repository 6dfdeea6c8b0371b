"""The demonstration: one invented call in every state, lived by the acts of a rehearsal, with dates around today."""
