"""One file per step of the schema; steps hold their own SQL and use nothing of the program."""
