"""Window, store and centre driven together, as people and other machines meet them."""
