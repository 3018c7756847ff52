//! The journal an earlier process left beside `mine.db`: with it SQLite undoes what was cut off. One
//! that is damaged it takes for one that was never used, and leaves the file half written without a
//! word; so it is looked through first.
//!
//! Before the file itself is touched, everything in the journal is on the disk and its header says
//! how many pages that are. A header that says so and pages that are not there, or not as they were
//! written, are damage; a header that says nothing is a journal that was never used. Such a one is
//! written over by the next process, from its start: what stands behind that one's last page, where
//! its next header would stand, may be anything of the one before.

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
        if at > 0 && older(bytes, at) {
            return true;
        }
        match pages(bytes, at) {
            Some(end) => at = end,
            None => return false,
        }
    }
    true
}

/// Whether what stands where a further header would is what an earlier journal left: SQLite makes
/// the first byte of an older header nothing, and everything else there is part of a page. A header
/// of this journal whose mark is damaged still says of the file what the first one says.
fn older(bytes: &[u8], at: usize) -> bool {
    let mark = &bytes[at..at + MAGIC.len()];
    if mark[0] == 0 && mark[1..] == MAGIC[1..] {
        return true;
    }
    let alike = |offset: &usize| word(bytes, at + offset) == word(bytes, *offset);
    mark != MAGIC && [16, 20, 24].iter().filter(|offset| alike(offset)).count() < 2
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

    /// Kills twice: the second program writes fewer pages over the journal of the first.
    fn left_over_another(dir: &Path) -> Vec<u8> {
        let mut never_used = left(dir);
        never_used[..12].fill(0);
        fs::write(dir.join("mine.db-journal"), never_used).unwrap();
        let db = file::open(dir, File::Mine, &Key::new([7; 32]), Access::ReadWrite).unwrap();
        db.execute_batch("BEGIN IMMEDIATE; UPDATE one SET text = 'y' WHERE rowid < 9;").unwrap();
        db.cache_flush().unwrap();
        fs::read(dir.join("mine.db-journal")).unwrap()
    }

    #[test]
    fn what_a_longer_one_left_behind_its_end_does_not_make_it_unsound() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = left_over_another(dir.path());
        let end = pages(&journal, 0).unwrap();
        assert!(word(&journal, 8).unwrap() > 0, "it was in use");
        // SQLite begins a header of its own here before it goes on; killed before that, not.
        for (byte, old) in journal[end..].iter_mut().zip((0_u8..=255).cycle()) {
            *byte = old;
        }
        assert!(journal.len() > end + PAGE, "the older one was longer");
        assert!(sound(&journal));
        for bit in [0, 9, 21, word(&journal, 20).unwrap() + 4 + PAGE - STRIDE] {
            let mut bent = journal.clone();
            bent[bit] ^= 4;
            assert!(!sound(&bent), "{bit}");
        }
        // An older header there, as SQLite leaves it.
        let old = [&[0], &MAGIC[1..], &[0, 0, 0, 3], &[7; 16]].concat();
        journal[end..end + old.len()].copy_from_slice(&old);
        assert!(sound(&journal));
    }

    #[test]
    fn a_further_header_is_looked_through_and_missed_where_it_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let first = left(dir.path());
        let end = pages(&first, 0).unwrap();
        let mut two = first[..end].to_vec();
        two.extend_from_slice(&first[..end]);
        assert!(sound(&two));
        for bit in [0, 3, 7, 9, 21, 25, 512 + 4 + PAGE - STRIDE] {
            let mut bent = two.clone();
            bent[end + bit] ^= 4;
            assert!(!sound(&bent), "{bit}");
        }
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
