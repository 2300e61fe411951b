"""PROCUREMENT: steps by method, contracts, instalments, fines, the timeline."""
