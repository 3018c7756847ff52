//! How many others live with a customer: counted of a sample, since counting everybody would take
//! longer than anything it is for.

use super::{
    Theirs,
    candidates::{form, letter, rows_of, token},
};
use crate::failure::Failure;
use matching::{BlockKind, Households};

/// Customers who are looked up; the mean of so many is right to about a twentieth.
const SAMPLE: u64 = 300;

/// Looked again when there are so many times more (or fewer) customers.
const ANEW: u64 = 10;

/// What `Frequencies::household` wants to know. `None` where nobody has a whole address.
pub(super) fn of(theirs: &Theirs, customers: u64) -> Result<Option<(f64, f64)>, Failure> {
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
    let (mut asked, mut housed, mut others) = (0_u32, 0_u32, 0_u32);
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
            let Some(other) = form(&reader, other.into())? else { continue };
            let same = Households::key(&other.form).is_some_and(|key| key.whole == house.whole);
            if same && Households::called_otherwise(&one.form, &other.form) {
                others += 1;
            }
        }
    }
    let found = Households::sampled(customers, asked, housed, others);
    theirs.counted.look(customers).households = Some((customers, found));
    Ok(found)
}
