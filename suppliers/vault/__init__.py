"""The vault: what a firm can prove, kept once, encrypted, reused in each bid, with a record of who looked at it."""
