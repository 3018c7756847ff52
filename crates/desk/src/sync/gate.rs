//! When a line may be asked again: one answer for reads and writes, and for every process.
//!
//! A wait the network named is stored beside the outbox, so that it outlives this process. Within
//! one process it ends by monotonic time. It says nothing of pauses that need a person.

use crate::ask::spoke;
use crate::clock::{Clock, blocking};
use crate::dead_man;
use async_trait::async_trait;
use customer::{Record, Section};
use jiff::{SignedDuration, Timestamp};
use network::profile::Profile;
use network::profile_check::ProfileReport;
use network::xray::Exchange;
use network::{CheckLine, Created, DealerNetwork, Failure, Fetched, Found, Part, Question, Told};
use outbox::LanePause;
use outbox::pace::backoff_ms;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::Store;
use store::mine::Lane;
use uuid::Uuid;

/// Where the network names no time, it is asked again after at most this long.
const LONGEST_OWN_WAIT: Duration = Duration::from_secs(30);
/// A network that did not answer just now is taken to be away for so long.
const UNANSWERED: Duration = Duration::from_secs(15);
/// Where nobody can say whether it is too early.
const BLIND: Duration = Duration::from_secs(1);
/// Nobody is silent for longer without being asked again, whatever was noted.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// How often an answer is written down.
const CONTACT_NOTED: SignedDuration = SignedDuration::from_secs(60);

pub struct Gate {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    lane: String,
    met: Mutex<Met>,
}

#[derive(Default)]
struct Met {
    /// The stored wait as it was last seen: another process may have noted one since.
    seen: Option<(i64, i64)>,
    until: Option<Instant>,
    /// Answers in a row that asked to wait without saying how long.
    without_time: u32,
    /// Whoever looks after the line says that it is lost or slow.
    away: bool,
    /// A question of this process got no answer in time, or was not brought to the network.
    unanswered: Option<Instant>,
    /// The network took this desk's credentials since that was written down.
    admitted: bool,
    /// It is written down that the network is lost, by whichever process.
    noted_lost: bool,
    /// What time the network said it was, and how far ahead of that this computer's clock was.
    told_time: Option<(Timestamp, SignedDuration)>,
    /// What went wrong since the start, in the words of an entry's course.
    failures: BTreeMap<&'static str, u64>,
}

/// How a line stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub lane: Lane,
    /// What is left of a wait the network asked for.
    pub held: Option<Held>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub left: Duration,
    pub until: Timestamp,
}

impl Gate {
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>, lane: String) -> Self {
        Self { store, clock, lane, met: Mutex::default() }
    }

    /// Blocks.
    pub fn standing(&self) -> Result<Standing, store::Failure> {
        self.note_admitted();
        let lane = self.store.mine.lane(&self.lane)?;
        let (wall, now) = (self.clock.now(), self.clock.monotonic());
        let mut met = self.met();
        met.noted_lost = lane.offline_since.is_some();
        let stored = (lane.hold.until_wall_ms, lane.hold.span_ms);
        if met.seen != Some(stored) {
            met.seen = Some(stored);
            met.until = met.until.max(Some(now + lane.hold.left_at(wall).min(LONGEST_WAIT)));
        }
        let left = met.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let held = (!left.is_zero()).then(|| Held { left, until: after(wall, left) });
        Ok(Standing { lane, held })
    }

    /// The network asked to wait. A wait that is already longer stays. Blocks.
    pub fn hold(&self, wait: Option<Duration>) -> Result<(), store::Failure> {
        let wait = wait.filter(|wait| !wait.is_zero());
        let (wall, now) = (self.clock.now(), self.clock.monotonic());
        let wait = {
            let mut met = self.met();
            let wait = wait.unwrap_or_else(|| {
                let own = Duration::from_millis(backoff_ms(met.without_time, 1.0).max(1000));
                met.without_time = met.without_time.saturating_add(1);
                own.min(LONGEST_OWN_WAIT)
            });
            let wait = wait.min(LONGEST_WAIT);
            met.until = met.until.max(Some(now + wait));
            wait
        };
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        self.store.mine.note_hold(&self.lane, wall, ms)
    }

    /// Notes what only a connector hears, so that it holds for every process. The connector may
    /// outlive the gate.
    pub fn hears(gate: &Arc<Self>) -> Told {
        let gate = Arc::downgrade(gate);
        Arc::new(move |wait| {
            let gate = gate.clone();
            Box::pin(async move {
                let Some(gate) = gate.upgrade() else { return };
                let clock = Arc::clone(&gate.clock);
                if let Ok(Err(failure)) = blocking(&*clock, move || gate.hold(Some(wait))).await {
                    tracing::warn!(%failure, "a wait the network asked for was not noted");
                }
            })
        })
    }

    /// Whoever looks after the line knows how it stands.
    pub fn note_away(&self, away: bool) {
        let mut met = self.met();
        met.away = away;
        if !away {
            met.unanswered = None;
        }
    }

    /// A question got no answer.
    pub fn note_unanswered(&self) {
        self.met().unanswered = Some(self.clock.monotonic());
    }

    /// Whether it is known that a question would get no answer now.
    pub fn is_away(&self) -> bool {
        let now = self.clock.monotonic();
        let met = self.met();
        let fresh = |at: Instant| now.saturating_duration_since(at) < UNANSWERED;
        met.away || met.unanswered.is_some_and(fresh)
    }

    /// Whether it was written down, when a question was last let through, that the network is lost.
    pub fn is_noted_lost(&self) -> bool {
        self.met().noted_lost
    }

    fn answered(&self) {
        self.met().without_time = 0;
    }

    /// The network took this desk's credentials: for a desk that counts how long it has not. Blocks.
    pub fn admitted(&self) -> Result<(), store::Failure> {
        dead_man::admitted(&self.store.mine, self.clock.now())
    }

    /// Written down where the store is asked anyway. What cannot be written is at the next answer.
    fn note_admitted(&self) {
        if std::mem::take(&mut self.met().admitted)
            && let Err(failure) = self.admitted()
        {
            tracing::warn!(%failure, "that the network let this desk in was not noted");
        }
    }

    /// How far this computer's clock is ahead of the network's, as last heard in this process.
    pub fn clock_skew(&self) -> Option<SignedDuration> {
        self.met().told_time.map(|(_, ahead)| ahead)
    }

    /// How often what went wrong since the start of this process.
    pub fn failures(&self) -> BTreeMap<&'static str, u64> {
        self.met().failures.clone()
    }

    /// What came of a question outside of the outbox just now; none where it was given up.
    pub(crate) fn note<T>(&self, network: &dyn DealerNetwork, said: Option<&Result<T, Failure>>) {
        let now = self.clock.now();
        let mut met = self.met();
        // The same one is of an answer that was looked at before; without an answer it is an older one.
        if said.is_some_and(spoke)
            && let Some(date) = network.date()
            && met.told_time.is_none_or(|(seen, _)| seen != date)
        {
            met.told_time = Some((date, now.duration_since(date)));
        }
        let word = match said {
            None => Some("read_failed"),
            Some(Err(failure)) => course_word(failure),
            Some(Ok(_)) => None,
        };
        if let Some(word) = word {
            *met.failures.entry(word).or_default() += 1;
        }
    }

    /// A question outside of the outbox was answered: written down about once a minute, for the
    /// health page, and at once where the network was lost. Blocks.
    pub fn contact(&self) -> Result<(), store::Failure> {
        let (mine, now) = (&self.store.mine, self.clock.now());
        let lane = mine.lane(&self.lane)?;
        let noted = lane.last_contact.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
        let fresh = noted.is_some_and(|at| now.duration_since(at).abs() < CONTACT_NOTED);
        if fresh && lane.offline_since.is_none() {
            return Ok(());
        }
        mine.lane_reached(&self.lane, now)?;
        self.met().noted_lost = false;
        Ok(())
    }

    /// A question outside of the outbox could not be brought to the network. Blocks.
    pub fn lost(&self) -> Result<(), store::Failure> {
        match self.store.mine.lane(&self.lane)?.offline_since {
            None => self.store.mine.lane_unreachable(&self.lane, self.clock.now()),
            Some(_) => Ok(()),
        }
    }

    /// A line that was not the network's, or not provably, answers as the network does: nobody
    /// has to do anything about it any more. Blocks.
    pub fn proven(&self) -> Result<(), store::Failure> {
        let mine = &self.store.mine;
        match mine.lane(&self.lane)?.paused {
            Some(pause) if pause.may_end_by_itself() => mine.wake_lane(&self.lane),
            _ => Ok(()),
        }
    }

    /// A question outside of the outbox met somebody who is not the network, or does not prove to
    /// be: no entry is sent to find that out once more. Blocks.
    pub fn distrust(&self, why: LanePause) -> Result<(), store::Failure> {
        match self.store.mine.lane(&self.lane)?.paused {
            None => self.store.mine.pause_lane(&self.lane, why),
            Some(_) => Ok(()),
        }
    }

    fn met(&self) -> MutexGuard<'_, Met> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the course of an entry calls it; none for what is no fault of anybody.
const fn course_word(failure: &Failure) -> Option<&'static str> {
    Some(match failure {
        Failure::NotSent { .. } => "not_written",
        Failure::Untrusted { .. } => "untrusted",
        Failure::Unknown { .. } | Failure::Unreadable { .. } | Failure::AnotherCustomer => {
            "read_failed"
        }
        Failure::Throttled { .. } => "throttled",
        Failure::Refused { .. } => "read_refused",
        Failure::SignIn { .. } => "sign_in",
        Failure::Permission { .. } => "forbidden",
        Failure::NotTheNetwork { .. } => "not_the_network",
        Failure::Locked => "locked",
        Failure::Changed => "changed",
        Failure::Held { .. } | Failure::Gone | Failure::Unsupported { .. } => return None,
    })
}

fn after(wall: Timestamp, left: Duration) -> Timestamp {
    let left = SignedDuration::try_from(left).unwrap_or(SignedDuration::MAX);
    wall.saturating_add(left).unwrap_or(wall)
}

/// The dealer's network behind its gate: what comes before its time is answered here, and nothing
/// is sent.
pub struct Gated {
    network: Arc<dyn DealerNetwork>,
    gate: Arc<Gate>,
}

impl Gated {
    pub fn new(network: Arc<dyn DealerNetwork>, gate: Arc<Gate>) -> Self {
        Self { network, gate }
    }

    async fn through<T>(
        &self,
        call: impl Future<Output = Result<T, Failure>> + Send,
    ) -> Result<T, Failure> {
        if let Some(held) = self.look(Gate::standing).await?.held {
            return Err(Failure::Held { left: held.left });
        }
        let answer = call.await;
        match &answer {
            Err(Failure::Throttled { after }) => {
                let after = *after;
                self.look(move |gate| gate.hold(after)).await?;
            }
            Err(Failure::Held { .. } | Failure::NotSent { .. }) => {}
            Ok(_) => {
                self.gate.answered();
                self.gate.met().admitted = true;
            }
            Err(_) => self.gate.answered(),
        }
        answer
    }

    /// Without its gate nothing is asked: it might be too early. That says nothing of the network;
    /// whoever asks meets the same fault of the store when it notes that it waits.
    async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Gate) -> Result<T, store::Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let gate = Arc::clone(&self.gate);
        match blocking(&*self.gate.clock, move || look(&gate)).await {
            Ok(Ok(seen)) => Ok(seen),
            Ok(Err(failure)) => {
                tracing::error!(%failure, "whether the network may be asked is not known");
                Err(Failure::Held { left: BLIND })
            }
            Err(_) => Err(Failure::Held { left: BLIND }),
        }
    }
}

#[async_trait]
impl DealerNetwork for Gated {
    fn name(&self) -> &'static str {
        self.network.name()
    }

    fn profile(&self) -> &Profile {
        self.network.profile()
    }

    async fn search(&self, question: &Question, call: Uuid) -> Result<Found, Failure> {
        self.through(self.network.search(question, call)).await
    }

    async fn lookup(&self, person: &Record, call: Uuid) -> Result<Found, Failure> {
        self.through(self.network.lookup(person, call)).await
    }

    async fn fetch(&self, id: &str, call: Uuid) -> Result<Fetched, Failure> {
        self.through(self.network.fetch(id, call)).await
    }

    async fn fetch_sections(
        &self,
        id: &str,
        sections: &[Section],
        call: Uuid,
    ) -> Result<Part, Failure> {
        self.through(self.network.fetch_sections(id, sections, call)).await
    }

    fn when_told_to_wait(&self, told: Told) {
        self.network.when_told_to_wait(told);
    }

    async fn create(&self, record: &Record, call: Uuid) -> Result<Created, Failure> {
        self.through(self.network.create(record, call)).await
    }

    async fn update(
        &self,
        current: &Fetched,
        section: Section,
        wanted: &Record,
        call: Uuid,
    ) -> Result<Vec<String>, Failure> {
        self.through(self.network.update(current, section, wanted, call)).await
    }

    fn holds(&self, field: &str) -> bool {
        self.network.holds(field)
    }

    async fn check_profile(&self, call: Uuid) -> Result<ProfileReport, Failure> {
        self.through(self.network.check_profile(call)).await
    }

    fn xray(&self, now: Timestamp) -> Vec<Exchange> {
        self.network.xray(now)
    }

    fn accepts(&self, section: Section, wanted: &Record) -> Result<(), Failure> {
        self.network.accepts(section, wanted)
    }

    async fn reach(&self) -> Result<(), Failure> {
        self.network.reach().await
    }

    async fn probe(&self, call: Uuid) -> Result<(), Failure> {
        self.through(self.network.probe(call)).await
    }

    /// Somebody wants to know now.
    async fn check(&self, now: Timestamp, call: Uuid) -> Vec<CheckLine> {
        self.network.check(now, call).await
    }
}
