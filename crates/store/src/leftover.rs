//! The journal an earlier process left beside `mine.db`: with it SQLite undoes what was cut off. One
//! that is damaged it takes for one that was never used, and leaves the file half written without a
//! word; so it is looked through first.
//!
//! Before the file itself is touched, everything in the journal is on the disk and its header says
//! how many pages that are. A header that says so and pages that are not there, or not as they were
//! written, are damage; a header that says nothing is a journal that was never used.

use crate::{Failure, file};
use std::{fs, io, path::Path};

const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
const HEADER: usize = 28;
const PAGE: usize = 4096;
/// SQLite sums up every so many bytes of a page.
const STRIDE: usize = 200;

/// Whether the journal beside this file can do what it is there for.
pub fn usable(database: &Path) -> Result<bool, Failure> {
    let [_, _, journal] = file::beside(database);
    match fs::read(journal) {
        Ok(bytes) => Ok(sound(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(file::refused(error)),
    }
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(word)).ok()
}

fn sound(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at + HEADER <= bytes.len() {
        let header = &bytes[at..at + HEADER];
        if header[..12].iter().all(|byte| *byte == 0) {
            // Not in use yet. Pages stand behind it all the same; a header that is zero to its end
            // was never written so.
            return header[12..].iter().any(|byte| *byte != 0);
        }
        match pages(bytes, at) {
            Some(end) => at = end,
            None => return false,
        }
    }
    true
}

/// Looks through the pages of one header; where the next one would stand.
fn pages(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start..start + 8)? != MAGIC {
        return None;
    }
    let (count, nonce) = (word(bytes, start + 8)?, word(bytes, start + 12)?);
    let size = word(bytes, start + 16)?;
    let (sector, page) = (word(bytes, start + 20)?, word(bytes, start + 24)?);
    if page != PAGE || !sector.is_power_of_two() || !(32..=65_536).contains(&sector) {
        return None;
    }
    let mut at = start + sector;
    for _ in 0..count {
        let content = bytes.get(at + 4..at + 4 + PAGE)?;
        let sum = (1..=(PAGE - 1) / STRIDE).map(|n| usize::from(content[PAGE - n * STRIDE]));
        let sum = sum.sum::<usize>().wrapping_add(nonce) & 0xffff_ffff;
        // Only pages that were there before are kept to be put back.
        let there = (1..=size).contains(&word(bytes, at)?);
        if !there || word(bytes, at + 4 + PAGE)? != sum {
            return None;
        }
        at += PAGE + 8;
    }
    Some(at.next_multiple_of(sector))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, File, Key};

    /// What a program leaves that is killed while it writes.
    fn left(dir: &Path) -> Vec<u8> {
        let db = file::open(dir, File::Mine, &Key::new([7; 32]), Access::ReadWrite).unwrap();
        db.execute_batch(
            "CREATE TABLE one (text TEXT);
             INSERT INTO one SELECT hex(randomblob(900)) FROM
                 (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
                  SELECT i FROM n);
             BEGIN IMMEDIATE; UPDATE one SET text = text || 'x';",
        )
        .unwrap();
        // A small cache would write them too, but it borrows room from those of other tests.
        db.cache_flush().unwrap();
        fs::read(dir.join("mine.db-journal")).unwrap()
    }

    #[test]
    fn the_journal_of_a_write_that_was_cut_off_is_sound_and_a_broken_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let journal = left(dir.path());
        assert!(journal.len() > 10 * PAGE && journal[..8] == MAGIC);
        assert!(word(&journal, 8).unwrap() > 0, "it was in use");
        assert!(sound(&journal));
        let sector = word(&journal, 20).unwrap();
        for bit in [0, 7, 9, 13, 21, 25, sector, sector + 4 + PAGE - STRIDE] {
            let mut bent = journal.clone();
            bent[bit] ^= 4;
            assert!(!sound(&bent), "{bit}");
        }
        assert!(!sound(&journal[..sector + PAGE]), "its end is gone");
        let mut zeroed = journal.clone();
        zeroed[..PAGE].fill(0);
        assert!(!sound(&zeroed));
    }

    #[test]
    fn one_that_was_never_used_is_sound() {
        assert!(sound(b""));
        let dir = tempfile::tempdir().unwrap();
        let mut journal = left(dir.path());
        journal[..12].fill(0);
        assert!(sound(&journal));
        assert!(usable(&dir.path().join("other.db")).unwrap());
    }
}
