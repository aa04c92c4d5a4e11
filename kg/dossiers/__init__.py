"""Dossiers: a network with everything that each of its ties opens down to, as records that become JSON."""
