//! What the runner knows of the line: whether it answers, since when it does not, and when it is
//! worth another try. What an answer means for an entry is not its business.

use super::Result;
use super::connection::{Connection, Status};
use super::gate::{Held, Standing};
use super::meaning::Line;
use super::runner::Runner;
use jiff::Timestamp;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A lost network is tried again at least this often.
const LONGEST_PROBE: Duration = Duration::from_secs(60);

/// What was met on the line so far.
#[derive(Default)]
pub(super) struct Met {
    pub(super) offline_since: Option<Timestamp>,
    /// Tries since the network was lost.
    probes: u32,
    pub(super) probe_at: Option<Instant>,
    slow: bool,
    /// Questions in a row that got no answer at all.
    silences: u32,
    reached: bool,
    noted: Option<Instant>,
    /// When a line that is not trusted is looked at again.
    check_at: Option<Instant>,
}

impl Met {
    /// A network that was lost stays lost until it answers.
    pub(super) fn lost_since(offline_since: Option<Timestamp>) -> Self {
        Self { offline_since, ..Self::default() }
    }
}

impl Runner {
    pub(super) fn met(&self) -> MutexGuard<'_, Met> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the line stands for reads and writes alike.
    pub(super) async fn standing(&self) -> Result<Standing> {
        let gate = Arc::clone(&self.gate);
        self.blocking(move |_| gate.standing()).await
    }

    pub(super) fn meet(&self, line: Line) {
        let (now, wall) = (self.clock.monotonic(), self.clock.now());
        let mut met = self.met();
        match line {
            Line::Reached => {
                let noted = met.noted;
                *met = Met { reached: true, noted, ..Met::default() };
            }
            // Nothing is known of the network behind it. The lane is paused, and says why.
            Line::Distrusted => {}
            Line::Slow if met.silences == 0 => {
                met.slow = true;
                met.silences = 1;
            }
            // Cut off or swallowed twice in a row: nobody is there.
            Line::Slow | Line::Unreachable => {
                met.offline_since.get_or_insert(wall);
                let probe = Duration::from_secs(self.config.probe_seconds)
                    .saturating_mul(1 << met.probes.min(6))
                    .min(LONGEST_PROBE);
                // Several entries that fail together are one try.
                if met.probe_at.is_none_or(|at| at <= now) {
                    met.probes += 1;
                    met.probe_at = Some(now + probe);
                }
            }
        }
    }

    /// The network answered; written down about once a minute, for the health page.
    pub(super) async fn note_contact(&self) -> Result<()> {
        let now = self.clock.monotonic();
        let minute = Duration::from_secs(60);
        {
            let mut met = self.met();
            if met.noted.is_some_and(|noted| now.saturating_duration_since(noted) < minute) {
                return Ok(());
            }
            met.noted = Some(now);
        }
        let (lane, at) = (self.config.lane.clone(), self.clock.now());
        self.mine(move |mine| mine.lane_reached(&lane, at)).await
    }

    pub(super) fn is_offline(&self) -> bool {
        self.met().offline_since.is_some()
    }

    pub(super) fn was_reached(&self) -> bool {
        self.met().reached
    }

    /// How long until a lost network is worth another try.
    pub(super) fn probe_in(&self) -> Duration {
        let probe_at = self.met().probe_at;
        probe_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(self.clock.monotonic()))
    }

    pub(super) async fn show(&self) -> Result<Status> {
        let dealer = self.config.dealer.clone();
        let tally = self.mine(move |mine| mine.tally_of(&dealer)).await?;
        let Standing { lane, held } = self.standing().await?;
        let connection = {
            let met = self.met();
            if let Some(why) = lane.paused {
                Connection::Paused(why)
            } else if let Some(Held { until, .. }) = held {
                Connection::Throttled { until }
            } else if let Some(since) = met.offline_since {
                Connection::Offline { since }
            } else if met.slow {
                Connection::Slow
            } else if met.reached {
                Connection::Online
            } else {
                Connection::NotAsked
            }
        };
        let status = Status { connection, tally };
        self.status.send_if_modified(|shown| {
            let changed = *shown != status;
            shown.clone_from(&status);
            changed
        });
        Ok(status)
    }

    /// A pause that ends without anybody at this desk (a certificate that is renewed, a sign-in
    /// page that is passed) is looked at about once a minute, with a question that changes nothing.
    pub(super) async fn look_at_distrusted_line(&self) -> Result<()> {
        let standing = self.standing().await?;
        let mends = standing.lane.paused.is_some_and(outbox::LanePause::may_end_by_itself);
        if !mends || standing.held.is_some() {
            self.met().check_at = None;
            return Ok(());
        }
        let now = self.clock.monotonic();
        {
            let mut met = self.met();
            let due = met.check_at.get_or_insert(now + LONGEST_PROBE);
            if *due > now {
                return Ok(());
            }
            *due = now + LONGEST_PROBE;
        }
        let lines = self.network.check(self.clock.new_id()).await;
        if !lines.is_empty() && lines.iter().all(|line| line.ok) {
            self.wake_lane().await?;
        }
        Ok(())
    }
}
