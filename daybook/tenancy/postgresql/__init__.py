"""Django's PostgreSQL backend, with the first wall between clinics built into its schema editor."""
