//! How many others live with a customer: counted of a sample, since counting everybody would take
//! longer than anything it is for.

use super::{
    Theirs,
    candidates::{form, letter, rows_of, token},
};
use crate::failure::Failure;
use matching::{BlockKind, Households, Pairs};

/// Customers who are looked up; the mean of so many is right to about a twentieth.
const SAMPLE: u64 = 300;

/// Looked again when there are so many times more (or fewer) customers.
const ANEW: u64 = 10;

/// What `Frequencies` wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lives {
    /// `None` where nobody has a whole address.
    pub household: Option<(f64, f64)>,
    pub stored_again: f64,
}

pub(super) fn of(theirs: &Theirs, customers: u64) -> Result<Lives, Failure> {
    let reader = theirs.reader();
    if let Some((then, found)) = theirs.counted.look(customers).households
        && then.abs_diff(customers) <= then / ANEW
    {
        return Ok(found);
    }
    let last: Option<i64> =
        reader.query_row("SELECT max(n) FROM customer", [], |row| row.get(0))?;
    let last = last.unwrap_or(0).unsigned_abs();
    let step = (last / SAMPLE).max(1);
    let sample = (1..=last).step_by(usize::try_from(step).unwrap_or(usize::MAX));
    let (mut asked, mut housed, mut pairs) = (0_u32, 0_u32, Pairs::default());
    for n in sample.filter_map(|n| i64::try_from(n).ok()) {
        let Some(one) = form(&reader, n)? else { continue };
        asked += 1;
        let Some(house) = Households::key(&one.form) else { continue };
        housed += 1;
        let rows = rows_of(&reader, &token(letter(BlockKind::Street), &house.by_number))?;
        // A block of flats is no household.
        if rows.len() > Households::MOST {
            continue;
        }
        for other in rows {
            // Nobody lives with herself.
            if i64::from(other) == n {
                continue;
            }
            let Some(other) = form(&reader, other.into())? else { continue };
            let same = Households::key(&other.form).is_some_and(|key| key.whole == house.whole);
            if let Some(pair) = same.then(|| Households::pair(&one.form, &other.form)).flatten() {
                pairs.add(pair);
            }
        }
    }
    let found = Lives {
        household: Households::sampled(customers, asked, housed, pairs),
        stored_again: pairs.stored_twice() / f64::from(housed.max(1)),
    };
    theirs.counted.look(customers).households = Some((customers, found));
    Ok(found)
}
