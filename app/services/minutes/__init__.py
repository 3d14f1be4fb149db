"""In the meeting and after it: what is written of each item, advice, provisional decisions, and published minutes."""
