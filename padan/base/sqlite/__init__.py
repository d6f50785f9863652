"""The engine of Django for SQLite, with connections that outlive a request."""
