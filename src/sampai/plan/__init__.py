"""The operation plan: goods and guards joined, checked, digested."""
