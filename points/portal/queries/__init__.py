"""What a resident sees of the own household.

Every function starts from a resident or from an account that a view took from the resident who is logged in, never
from a number in the address: what lies outside the household cannot be asked for.
"""
