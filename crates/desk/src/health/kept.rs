//! How well what is kept here is kept: room, encryption, copies, the way back without the keyring.

use crate::failure::Result;
use crate::recover::Phrase;
use crate::{Desk, lost};
use jiff::Timestamp;
use store::{ballast, copies};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Bytes that are free where the data folder lies; none where the system does not say.
    pub free_disk: Option<u64>,
    /// Whether nobody can read the files without their keys.
    pub encrypted: bool,
    /// Rolling copies of what only this desk knows.
    pub copies: usize,
    /// When the newest of them was made.
    pub copied_at: Option<Timestamp>,
    pub phrase: Phrase,
}

impl Kept {
    /// Blocks.
    pub(super) fn of(desk: &Desk) -> Result<Self> {
        let dir = &desk.data_dir;
        let copies = copies::list(dir);
        Ok(Self {
            free_disk: ballast::free(dir),
            encrypted: lost::is_encrypted(dir),
            copies: copies.len(),
            copied_at: copies.iter().map(|copy| copy.at).max(),
            phrase: desk.phrase()?,
        })
    }
}
