"""Money records whose time is over."""
