"""A colleague's deadlines as a calendar that his own program fetches by a signed, revocable address."""
