//! Finding customers by any scrap, as somebody types.
//!
//! Owns the words of a record, the question put to them and the order of the answers. It reads no
//! file and asks no clock: whoever keeps the customers hands their words in.

pub mod ask;
pub mod face;
pub mod rank;
