"""The papers of an operation: what each is for, what stands on it, and its blank twin."""
