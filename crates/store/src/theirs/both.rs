//! Reading with both readers at once. A decision reads some two hundred pages, and reading one is
//! mostly deciphering it: two cores do that in half the time.

use super::Theirs;
use crate::failure::Failure;
use rusqlite::Connection;
use std::{
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// How many of the readers a question may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Somebody waits for the answer.
    Both,
    /// Nobody does: a search is to find one free.
    One,
}

/// Fewer are read before a thread has started.
const WORTH_SHARING: usize = 8;

/// Asked once: the system reads half a dozen files to answer, each time.
static CORES: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, usize::from));

impl Theirs {
    /// What `one` reads of each, in their order. The other reader may help where nobody else has it.
    pub(super) fn of_each<T: Sync, U: Send>(
        &self,
        readers: Readers,
        all: &[T],
        one: impl Fn(&Connection, &T) -> Result<U, Failure> + Sync,
    ) -> Result<Vec<U>, Failure> {
        let reader = self.reader();
        if readers == Readers::One || all.len() < WORTH_SHARING || *CORES == 1 {
            let rows = reader.unchecked_transaction()?;
            return all.iter().map(|item| one(&rows, item)).collect();
        }
        let next = AtomicUsize::new(0);
        let share = |reader: &Connection| -> Result<Vec<(usize, U)>, Failure> {
            let mut done = Vec::with_capacity(all.len());
            // Each by itself would lock and unlock the file.
            let rows = reader.unchecked_transaction()?;
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = all.get(at) else { return Ok(done) };
                done.push((at, one(&rows, item)?));
            }
        };
        let mut done = thread::scope(|scope| {
            let other = scope.spawn(|| {
                let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
                free.map_or_else(|| Ok(Vec::new()), |free| share(&free))
            });
            let mut done = share(&reader)?;
            done.append(
                &mut other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
            );
            Ok::<_, Failure>(done)
        })?;
        done.sort_unstable_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, read)| read).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keys;

    #[test]
    fn each_is_read_in_its_place_whether_or_not_the_other_reader_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let theirs = Theirs::open(dir.path(), &Keys::new([1; 32], [2; 32]).theirs).unwrap();
        let all: Vec<i64> = (0..500).collect();
        let twice = |reader: &Connection, n: &i64| -> Result<i64, Failure> {
            Ok(reader.query_row("SELECT ?1 * 2", [n], |row| row.get(0))?)
        };
        let wanted: Vec<i64> = all.iter().map(|n| n * 2).collect();
        assert_eq!(theirs.of_each(Readers::Both, &all, twice).unwrap(), wanted);
        assert_eq!(theirs.of_each(Readers::Both, &all[..3], twice).unwrap(), wanted[..3]);
        assert_eq!(theirs.of_each(Readers::One, &all, twice).unwrap(), wanted);
        let taken = theirs.readers[1].lock().unwrap();
        assert_eq!(theirs.of_each(Readers::Both, &all, twice).unwrap(), wanted);
        drop(taken);
        let fails = |_: &Connection, n: &i64| match n {
            400 => Err(Failure::Damaged),
            n => Ok(*n),
        };
        assert!(matches!(theirs.of_each(Readers::Both, &all, fails), Err(Failure::Damaged)));
    }
}
