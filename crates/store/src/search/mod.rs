//! Finding customers in the local copy as somebody types.
