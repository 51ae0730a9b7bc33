"""The survey screen: five steps of one household, one section at a time."""
