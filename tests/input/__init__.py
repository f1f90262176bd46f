"""Bad input to every command: told where and why, and nothing half done."""
