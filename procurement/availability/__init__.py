"""Whether the portal answers: asked each minute, kept as what it is."""
