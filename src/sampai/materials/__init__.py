"""Materials: what each place must get, by rules that a lawyer can read."""
