"""Rounds of a laptop: push, pull, attachments, sticks."""
