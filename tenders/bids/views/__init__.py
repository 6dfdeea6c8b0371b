"""The supplier's pages of a bid: found, started, written, its files sent in parts, handed over, handed in."""
