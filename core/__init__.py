"""The ground floor: time, settings, secrets, the database. Knows nothing of couples."""
