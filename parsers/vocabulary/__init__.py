"""The words of the domain, as data: fields and issue codes. A leaf: it imports nothing of Diarium, and `warehouse` may import it."""
