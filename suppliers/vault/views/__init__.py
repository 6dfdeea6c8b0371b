"""The pages of the vault: a firm's own, and what an authority was given."""
