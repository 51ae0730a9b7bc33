"""What a questionnaire is and how it behaves: no Qt, no SQL, no network, no clock."""
