"""`diarium purge`: what is asked resolved into words and addresses, and the erasure in its order. What erases is in `warehouse.erasure`."""
