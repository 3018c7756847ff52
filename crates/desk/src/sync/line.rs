//! What the runner knows of the line: whether it answers, since when it does not, and when that is
//! worth another question. What an answer means for an entry is not its business.
//!
//! One failure is never taken for the line's: it is a doubt, and one cheap question that changes
//! nothing decides. While the line is known to fail that question is asked every few seconds, so
//! that nobody has to do anything for it to heal.

use super::Result;
use super::connection::{Connection, Status};
use super::gate::{Held, Standing};
use super::meaning::{Line, of_line};
use super::runner::Runner;
use jiff::{SignedDuration, Timestamp};
use network::Failure;
use outbox::LanePause;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// From one question to the next while the line fails, whatever was set: what waits leaves within
/// five seconds of its healing.
const LONGEST_BEAT: Duration = Duration::from_secs(4);
/// No timer is tighter than this.
const SHORTEST_BEAT: Duration = Duration::from_secs(1);
/// How long one question may take.
const PROBE_PATIENCE: Duration = Duration::from_secs(3);
/// "Online" is said of a line that answered within this time.
const FRESH: Duration = Duration::from_secs(20);
/// The two clocks do not drift apart so far by themselves: the computer slept, or somebody set it.
const ASLEEP: SignedDuration = SignedDuration::from_secs(10);

/// What was met on the line so far.
#[derive(Default)]
pub(super) struct Met {
    pub(super) offline_since: Option<Timestamp>,
    /// Since when something may be wrong that nobody has looked into.
    doubt: Option<Timestamp>,
    /// It may be lost: nothing else is sent before somebody has looked.
    stop: bool,
    slow: bool,
    /// It answered after it was down, and nobody has seen to what waits for that.
    up: bool,
    /// It answers, and only that it fails.
    failing: bool,
    reached: bool,
    /// The last answer.
    heard: Option<Instant>,
    noted: Option<Instant>,
    /// When a question about the line itself is due, where one is.
    ask_at: Option<Instant>,
    /// Something else answers in its place.
    distrusted: bool,
    /// Both times, as they last were.
    seen: Option<(Instant, Timestamp)>,
}

impl Met {
    /// A network that was lost stays lost until it answers.
    pub(super) fn lost_since(offline_since: Option<Timestamp>) -> Self {
        Self { offline_since, ..Self::default() }
    }

    const fn is_down(&self) -> bool {
        self.offline_since.is_some() || self.failing
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

    /// Takes note of what a question met.
    pub(super) fn meet(&self, line: Line) {
        let (now, wall) = (self.clock.monotonic(), self.clock.now());
        let mut met = self.met();
        match line {
            Line::Reached => {
                let up = met.up || met.is_down();
                let (noted, seen) = (met.noted, met.seen);
                *met = Met { reached: true, heard: Some(now), up, noted, seen, ..Met::default() };
            }
            // Nothing is known of the network behind it. The lane is paused, and says why.
            Line::Distrusted | Line::Silent => {}
            // Most often it is about one customer. Somebody is there, in any case.
            Line::Failing => {
                met.heard = Some(now);
                met.reached = true;
                if !met.is_down() {
                    met.doubt.get_or_insert(wall);
                }
            }
            Line::Slow | Line::Unreachable => {
                met.slow |= line == Line::Slow;
                if met.offline_since.is_none() {
                    met.doubt.get_or_insert(wall);
                    met.stop = true;
                }
            }
        }
    }

    /// The same of the question that is asked about the line itself. It decides where something
    /// was wrong before; else it is the first doubt.
    fn decide_by(&self, line: Line) {
        if line == Line::Reached {
            return self.meet(line);
        }
        let (now, wall) = (self.clock.monotonic(), self.clock.now());
        let beat = self.beat();
        let mut met = self.met();
        met.slow |= line == Line::Slow;
        met.failing |= line == Line::Failing;
        let lost = matches!(line, Line::Unreachable | Line::Slow);
        if line == Line::Failing {
            (met.heard, met.reached) = (Some(now), true);
            met.offline_since = None;
        }
        if lost && met.offline_since.is_none() && met.doubt.is_none() {
            (met.doubt, met.stop) = (Some(wall), true);
            met.ask_at = Some(now + SHORTEST_BEAT);
            return;
        }
        let since = met.doubt.take().unwrap_or(wall);
        if lost {
            met.offline_since.get_or_insert(since);
        }
        if line == Line::Distrusted {
            met.distrusted = true;
        }
        met.stop = false;
        met.ask_at = Some(now + beat);
    }

    /// There is a reason to ask about the line before its time.
    pub(super) fn ask_soon(&self) {
        self.met().ask_at = None;
    }

    fn beat(&self) -> Duration {
        Duration::from_secs(self.config.probe_seconds).clamp(SHORTEST_BEAT, LONGEST_BEAT)
    }

    /// The network answered; written down about once a minute, for the health page, and at once
    /// where it stands there as lost.
    pub(super) async fn note_contact(&self) -> Result<()> {
        let now = self.clock.monotonic();
        {
            let mut met = self.met();
            let minute = Duration::from_secs(60);
            let fresh = met.noted.is_some_and(|at| now.saturating_duration_since(at) < minute);
            if fresh && !self.gate.is_noted_lost() {
                return Ok(());
            }
            met.noted = Some(now);
        }
        let gate = Arc::clone(&self.gate);
        self.blocking(move |_| gate.contact()).await
    }

    /// When the network last gave a sign of life, by the clock on the wall.
    pub fn heard_at(&self) -> Option<Timestamp> {
        let heard = self.met().heard?;
        let ago = self.clock.monotonic().saturating_duration_since(heard);
        self.clock.now().checked_sub(SignedDuration::try_from(ago).ok()?).ok()
    }

    pub(super) fn is_offline(&self) -> bool {
        self.met().offline_since.is_some()
    }

    /// Whether entries may be sent: not over a line that is lost, or may be.
    pub(super) fn may_send(&self) -> bool {
        let met = self.met();
        met.offline_since.is_none() && !met.stop
    }

    /// Whether something was met that only a question about the line itself can tell.
    pub(super) fn in_doubt(&self) -> bool {
        self.met().stop
    }

    pub(super) fn is_distrusted(&self) -> bool {
        self.met().distrusted
    }

    pub(super) fn was_reached(&self) -> bool {
        self.met().reached
    }

    /// How long until a question about the line is due, where there is a reason for one.
    pub(super) fn question_in(&self) -> Option<Duration> {
        let now = self.clock.monotonic();
        let met = self.met();
        let wanted = met.is_down() || met.doubt.is_some() || met.slow || met.distrusted;
        let at = wanted.then(|| met.ask_at.unwrap_or(now));
        at.map(|at| at.saturating_duration_since(now))
    }

    /// Asks about the line where there is a reason to, and the time for it has come.
    pub(super) async fn look_at_line(&self) -> Result<()> {
        if self.answered_late.swap(false, Ordering::Relaxed) {
            self.meet(Line::Reached);
            self.see_to_network_up().await?;
        }
        let standing = self.standing().await?;
        // It named a time, and this is a question like any other.
        if standing.held.is_some() {
            return Ok(());
        }
        if let Some(pause) = standing.lane.paused {
            let mends = pause.may_end_by_itself();
            let (now, beat) = (self.clock.monotonic(), self.beat());
            let mut met = self.met();
            if !mends {
                met.distrusted = false;
                return Ok(());
            }
            if !met.distrusted {
                met.distrusted = true;
                met.ask_at = Some(now + beat);
            }
        } else {
            self.met().distrusted = false;
        }
        if self.question_in().is_some_and(|left| left.is_zero()) {
            self.ask_the_line().await?;
        }
        Ok(())
    }

    /// For a program that stays: "online" and "offline" are true though nobody asks for anything.
    pub(super) async fn keep_fresh(&self) -> Result<()> {
        let now = self.clock.monotonic();
        let (heard, quiet) = {
            let met = self.met();
            let quiet = met.is_down() || met.doubt.is_some() || met.distrusted;
            (met.heard, quiet)
        };
        let fresh = heard.is_some_and(|at| now.saturating_duration_since(at) < FRESH);
        let standing = self.standing().await?;
        if quiet || fresh || standing.held.is_some() || standing.lane.paused.is_some() {
            return Ok(());
        }
        // A connection that is made and closed costs the network nothing, and says that it is
        // there. Only where none can be made, or none ever was, it is asked.
        if heard.is_some() {
            if self.network.reach().await.is_ok() {
                self.met().heard = Some(now);
                return Ok(());
            }
            self.meet(Line::Unreachable);
        }
        self.ask_the_line().await
    }

    /// One cheap question that changes nothing. What it meets is what is said of the line.
    pub(super) async fn ask_the_line(&self) -> Result<()> {
        let begun = self.clock.monotonic();
        let (network, call) = (Arc::clone(&self.network), self.clock.new_id());
        let mut asked = tokio::spawn(async move { network.probe(call).await });
        let silent = || Failure::Unknown { status: None, why: "no answer in time".to_owned() };
        let answer = match tokio::time::timeout(PROBE_PATIENCE, &mut asked).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(silent())),
            Err(_) => {
                self.hear_late(asked);
                Err(silent())
            }
        };
        let line = answer.as_ref().map_or_else(of_line, |()| Line::Reached);
        tracing::debug!(?line, "asked about the line");
        self.decide_by(line);
        {
            let beat = self.beat();
            let mut met = self.met();
            // Counted from when it was asked: one that is swallowed takes no longer than others.
            let now = self.clock.monotonic();
            if met.doubt.is_none() {
                met.ask_at = met.ask_at.map(|_| (begun + beat).max(now + SHORTEST_BEAT));
            }
        }
        let gate = Arc::clone(&self.gate);
        let lost = self.is_offline();
        let noted = match answer {
            Ok(()) => self.blocking(move |_| gate.contact().and_then(|()| gate.proven())).await,
            Err(Failure::Untrusted { .. }) => self.distrust(LanePause::Certificate).await,
            Err(Failure::NotTheNetwork { .. }) => self.distrust(LanePause::NotTheNetwork).await,
            Err(_) if line == Line::Reached => self.blocking(move |_| gate.contact()).await,
            Err(_) if lost => self.blocking(move |_| gate.lost()).await,
            Err(_) => Ok(()),
        };
        noted?;
        self.see_to_network_up().await
    }

    /// A network so slow that it answers after the patience for it is there all the same. One such
    /// answer is waited for beside the questions that follow.
    fn hear_late(&self, asked: JoinHandle<Result<(), Failure>>) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        if late.as_ref().is_some_and(|late| !late.is_finished()) {
            asked.abort();
            return;
        }
        let (answered, wake) = (Arc::clone(&self.answered_late), Arc::clone(&self.wake));
        *late = Some(tokio::spawn(async move {
            if let Ok(Ok(())) = asked.await {
                answered.store(true, Ordering::Relaxed);
                wake.notify_one();
            }
        }));
    }

    /// Where the network answers again: every process may know, and what waits only because earlier
    /// tries failed is due now.
    pub(super) async fn see_to_network_up(&self) -> Result<()> {
        if !std::mem::take(&mut self.met().up) {
            return Ok(());
        }
        let gate = Arc::clone(&self.gate);
        self.blocking(move |_| gate.contact()).await?;
        self.try_all_now().await
    }

    pub(super) async fn try_all_now(&self) -> Result<()> {
        let (dealer, now) = (self.config.dealer.clone(), self.now());
        self.mine(move |mine| mine.network_up(&dealer, now)).await?;
        self.wake();
        Ok(())
    }

    async fn distrust(&self, why: LanePause) -> Result<()> {
        let gate = Arc::clone(&self.gate);
        self.blocking(move |_| gate.distrust(why)).await
    }

    /// The computer slept, or its clock was set: what was known of the line is old.
    pub(super) fn notice_sleep(&self) {
        let (now, wall) = (self.clock.monotonic(), self.clock.now());
        let mut met = self.met();
        let Some((then, wall_then)) = met.seen.replace((now, wall)) else { return };
        let passed = SignedDuration::try_from(now.saturating_duration_since(then));
        let passed = passed.unwrap_or(SignedDuration::MAX);
        if (wall.duration_since(wall_then) - passed).abs() > ASLEEP {
            met.ask_at = None;
            met.heard = None;
        }
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
            } else if met.slow || met.failing {
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
}
