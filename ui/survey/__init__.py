"""The survey screen: the steps of any questionnaire for one household, one section at a time."""
