"""The books: journal, trial balance and export, opening balances, codes of other accounting systems."""
