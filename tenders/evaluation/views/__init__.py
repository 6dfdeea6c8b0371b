"""The pages of the evaluation: the call, its bids, the scores, the agreement."""
