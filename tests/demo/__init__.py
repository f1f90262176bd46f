"""The sample platform: plausible, complete, and the same however often it is made."""
