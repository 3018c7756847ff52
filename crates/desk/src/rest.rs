//! Whether a desk that nobody stands at may put everything away, and for how long.

use crate::Desk;
use crate::clock::blocking;
use crate::failure::Result;
use crate::pin::Tries;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// What has its time (`privacy::retain`, the account of what was saved) is seen to this often.
const LONGEST: Duration = Duration::from_hours(1);

impl Desk {
    /// For how long nothing happens here by itself. None: there is something to do. What is past its
    /// time is let go of first.
    pub async fn may_rest(self: &Arc<Self>) -> Result<Option<Duration>> {
        if self.scan.progress().running || self.importing.progress().running {
            return Ok(None);
        }
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let (mine, dealer) = (&desk.store.mine, desk.dealer());
            let tally = mine.tally_of(&dealer)?;
            let moves = tally.waiting > tally.held || tally.sending > 0 || tally.checking > 0;
            if moves || mine.looks_for_twins(&dealer)? {
                return Ok(None);
            }
            desk.see_to_what_is_past()?;
            let now = desk.clock.now();
            let ends = mine.holds()?.into_values().filter_map(|held| held.until?.parse().ok());
            let left = ends.map(|end: Timestamp| end.duration_since(now)).min();
            // One that is due is let go of first.
            let left = left.map_or(Ok(LONGEST), Duration::try_from).ok();
            Ok(left.filter(|left| !left.is_zero()).map(|left| left.min(LONGEST)))
        })
        .await?
    }

    /// Who tried how often to be let in: for this desk when it is opened again.
    pub fn tries(&self) -> Tries {
        self.doors.tries()
    }

    pub fn remember_tries(&self, tries: Tries) {
        self.doors.remember(tries);
    }
}
