"""The centre: accepts packets, keeps scope, signs receipts."""
