"""Rules that narrow what roles may do, by conditions: read, decided, explained. Permissions and row security stand."""
