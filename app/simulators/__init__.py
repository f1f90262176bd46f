"""Stand-ins for outside services on loopback, that speak their published contracts and fail on purpose."""
