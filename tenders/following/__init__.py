"""Following a call without an account: an address is left, confirmed, told what changes, and forgotten."""
