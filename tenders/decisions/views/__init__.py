"""The pages of decisions: the call and its lots, the draft, the deeds, the papers and the log."""
