"""Django's PostgreSQL backend, made patient with a server that is just coming back."""
