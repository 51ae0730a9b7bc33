"""Tests; the folders mirror those of the program, e2e/ drives all of it together."""
