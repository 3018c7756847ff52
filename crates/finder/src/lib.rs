//! Finding customers by any scrap, as somebody types.
//!
//! Owns the words of a record, the question put to them, the index that answers it in memory and
//! the order of the answers. It reads no file and asks no clock: whoever keeps the customers hands
//! their words in, and keeps the packed index where it likes.
//!
//! ```
//! use finder::{Customer, Finder, Options, ask, face};
//!
//! let record: customer::Record = serde_json::from_str(
//!     r#"{"names": {"givenName": "Maria", "familyName": "Sousa"}}"#,
//! )?;
//! let words = face::words(&record, "PT");
//! let finder = Finder::of([Customer { handle: 7, opened: None, words }])?;
//! let readings = customer::search_term::read("souza", "PT");
//! let pieces = ask::pieces(&readings, "PT");
//! let found = finder.find(&pieces, Options::new(10), &|| false)?;
//! assert_eq!((found[0].handle, found[0].why[0].text.as_str()), (7, "sousa"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod ask;
mod begun;
mod bits;
#[cfg(test)]
mod brute;
mod build;
mod bytes;
mod codes;
mod digits;
mod entry;
pub mod face;
mod find;
mod held;
mod latin;
mod list;
mod live;
mod names;
mod one;
pub mod rank;
mod region;
mod saved;
mod scraps;
mod section;
mod segment;
mod several;
mod source;
mod taken;
mod together;
mod trie;

pub use find::Options;
pub use live::{Customer, Finder, Found, Layer};
pub use region::Shelf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the search was stopped")]
    Stopped,
    /// The packed index cannot be read: it is to be made anew.
    #[error("the search index is damaged")]
    Damaged,
    #[error("there are more customers than the search index can hold")]
    TooLarge,
}
