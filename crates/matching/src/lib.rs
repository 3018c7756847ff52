//! Who is this? Candidates scored with evidence, and the decision tree; no I/O.
