"""Households with known scores, and every rule of the built-in questionnaire."""
