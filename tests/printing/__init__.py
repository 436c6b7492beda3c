"""Printed matter: what stands on the paper is read back from the picture of the paper."""
