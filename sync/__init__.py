"""Two stores and the packets that travel between them."""
