"""Packets, rounds and the centre."""
