//! The copy from one end to the other, a page at a time.

use super::{Theirs, row};
use crate::failure::Failure;

impl Theirs {
    /// At most so many customers behind the place where an earlier page ended, and where this one
    /// ends. An empty page is the end.
    pub fn page(&self, after: i64, most: usize) -> Result<(i64, Vec<row::Customer>), Failure> {
        let reader = self.reader();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<i64> = reader
            .prepare_cached("SELECT n FROM customer WHERE n > ?1 ORDER BY n LIMIT ?2")?
            .query_map([after, most], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let end = rows.last().copied().unwrap_or(after);
        let customers = rows.into_iter().filter_map(|n| row::customer(&reader, n).transpose());
        Ok((end, customers.collect::<Result<_, _>>()?))
    }
}
