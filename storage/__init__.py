"""The one door to the database; the only SQL."""
