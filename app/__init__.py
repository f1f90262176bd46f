"""The platform's Python: portals, reports, command line. The rules themselves live in the database."""
