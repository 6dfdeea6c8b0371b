"""The supplier's pages of a bid: found, started, written, handed over, handed in."""
