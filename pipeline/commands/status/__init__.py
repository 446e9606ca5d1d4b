"""`diarium status`: what is published, and the state of each registry."""
