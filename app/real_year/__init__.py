"""A year of real shop receipts as payments: 457 stores of 2017 through import, settlement, verify."""
