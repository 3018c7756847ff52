//! What holds for the tree and the program as a whole.

mod capabilities;
mod imports;
mod tree;
