"""Bidding together: who is asked to consent to another firm's bid, and what it answers."""
