//! Everything the health page shows.

mod kept;
mod problem;

use crate::Desk;
use crate::ask::{PATIENCE, Silence, spoke};
use crate::clock::blocking;
use crate::dead_man;
use crate::failure::Result;
use crate::speed::{LAST, Speeds, Took};
use crate::sync::gate::{Gate, Standing};
use jiff::{SignedDuration, Timestamp};
pub use kept::Kept;
use outbox::LanePause;
pub use problem::Problem;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use store::mine::{AuditFault, Tally};
use tokio::task::JoinError;

pub struct Health {
    /// What waits for the dealer that is set up.
    pub tally: Tally,
    /// Unfinished entries for other dealers.
    pub other_dealers: u64,
    pub oldest_waiting: Option<Duration>,
    pub customers: u64,
    pub mine_bytes: u64,
    pub theirs_bytes: u64,
    pub index_disk_bytes: u64,
    pub index_memory_bytes: u64,
    pub key_store: &'static str,
    pub last_contact: Option<String>,
    /// `ready`, `offline`, `throttled`, `none`, `no_credentials`, or why the lane is paused:
    /// `sign_in`, `permission`, `not_the_network`, `certificate`.
    pub network: String,
    /// Why the network cannot be used now: that word, or `no_answer` where it took the question and
    /// said nothing, `search` where it refused only that, `certificate_…`.
    pub network_reason: Option<String>,
    /// When it may be asked again, where it asked to wait.
    pub until: Option<Timestamp>,
    /// The copy of the network had to be set aside at this start.
    pub rebuilt: bool,
    pub speeds: Speeds,
    /// How far this computer's clock is ahead of the network's, as this process last heard; none
    /// where it heard nothing yet.
    pub clock_ahead: Option<SignedDuration>,
    /// How often which of this process's questions went wrong, in the words of an entry's course;
    /// what the outbox asks before and after a write is in its timeline.
    pub failures: BTreeMap<&'static str, u64>,
    /// The same of what was sent to be written within a day, by whichever process.
    pub writes_failed: BTreeMap<String, u64>,
    pub kept: Kept,
    /// Empty where all is well.
    pub problems: Vec<Problem>,
}

pub struct Knowledge {
    /// Submissions of the kiosk that nobody has decided.
    pub submissions: u64,
    /// Since when a visitor waits for somebody to come.
    pub rung_at: Option<String>,
    pub customers: u64,
    pub as_of: Option<Timestamp>,
    /// Second copies in the DMS that nobody has looked at.
    pub twins: u64,
    /// Entries are missing from the outbox.
    pub short: bool,
    /// What is saved lies in `mine.db` alone.
    pub one_place: bool,
}

impl Desk {
    pub async fn health(self: &Arc<Self>) -> Result<Health> {
        let desk = Arc::clone(self);
        patiently(blocking(&*self.clock, move || desk.look())).await
    }

    /// The same, and whether the network answers and accepts this desk right now.
    pub async fn health_asked(self: &Arc<Self>) -> Result<Health> {
        let mut health = self.health().await?;
        let Ok(network) = self.network() else { return Ok(health) };
        // It asked to wait, and this is a question like any other.
        if health.until.is_some() {
            return Ok(health);
        }
        let call = self.clock.new_id();
        let begun = Instant::now();
        let asked = tokio::time::timeout(PATIENCE, network.probe(call)).await;
        self.gate.note(&*network, asked.as_ref().ok());
        if asked.as_ref().is_ok_and(spoke) {
            self.speed.answered(begun.elapsed());
            health.speeds.dms = self.speed.now().dms;
        }
        health.clock_ahead = self.gate.clock_skew();
        health.failures = self.gate.failures();
        if let Ok(Err(network::Failure::Untrusted { problem })) = &asked {
            let word = LanePause::Certificate.word();
            health.problems.retain(|problem| *problem != Problem::Certificate);
            health.problems.push(Problem::Untrusted { problem: *problem });
            health.network = word.to_owned();
            health.network_reason = Some(problem.word().to_owned());
            return Ok(health);
        }
        if let Ok(Ok(())) = asked {
            self.at_gate(Gate::admitted).await;
        }
        if let Ok(Ok(())) = asked
            && health.network == LanePause::Certificate.word()
        {
            self.at_gate(Gate::proven).await;
            health.problems.retain(|problem| *problem != Problem::Certificate);
            health.network = "ready".to_owned();
            health.network_reason = None;
        }
        let reached =
            matches!(&asked, Ok(answer) if answer.as_ref().err().is_none_or(is_an_answer));
        // Where somebody is needed anyway, what was asked just now says no more.
        if health.network == "ready" || health.network == "offline" {
            health.problems.retain(|problem| !matches!(problem, Problem::Offline { .. }));
            let (network, reason, problem) = match &asked {
                Err(_) => ("offline", Some("no_answer"), Some(Problem::Silent)),
                Ok(Ok(())) => ("ready", None, None),
                Ok(Err(why)) if !is_an_answer(why) => {
                    let why = Some(why.to_string());
                    ("offline", Some("offline"), Some(Problem::Offline { why }))
                }
                Ok(Err(why)) => {
                    let refused = matches!(why, network::Failure::SignIn { .. });
                    let step = if refused { "sign_in" } else { "search" };
                    let why = why.to_string();
                    (step, Some(step), Some(Problem::Refuses { step, why }))
                }
            };
            health.network = network.to_owned();
            health.network_reason = reason.map(str::to_owned);
            health.problems.extend(problem);
        }
        if reached {
            let (desk, now) = (Arc::clone(self), self.clock.now());
            blocking(&*self.clock, move || desk.store.mine.lane_reached(&desk.lane(), now))
                .await??;
            health.last_contact = Some(now.to_string());
        }
        Ok(health)
    }

    /// What the badges count besides the outbox.
    pub async fn knowledge(self: &Arc<Self>) -> Result<Knowledge> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            Ok(Knowledge {
                submissions: u64::from(desk.store.inbox.waiting()?),
                rung_at: desk.store.inbox.rung()?.map(|ring| ring.rung_at),
                customers: desk.store.theirs.count()?,
                as_of: desk.store.theirs.as_of()?,
                twins: desk.store.mine.twins_to_look_at()?,
                short: desk.short.load(Ordering::Relaxed),
                one_place: desk.store.mine.journal_is_behind(),
            })
        })
        .await?
    }

    /// Whether every entry that was ever called saved is still accounted for; the strip says so from
    /// then on. True where that is not as it was.
    pub async fn account(self: &Arc<Self>) -> Result<bool> {
        let desk = Arc::clone(self);
        let short = move || {
            let accounting = desk.store.mine.accounting()?;
            let short = !accounting.holds();
            if short {
                tracing::error!(?accounting, "the outbox does not add up");
            }
            Ok(desk.short.swap(short, Ordering::Relaxed) != short)
        };
        blocking(&*self.clock, short).await?
    }

    pub(crate) fn look(&self) -> Result<Health> {
        let (mine, theirs) = (&self.store.mine, &self.store.theirs);
        let (tally, sizes) = (mine.tally_of(&self.dealer())?, theirs.sizes()?);
        let other_dealers = mine.tally()?.live().saturating_sub(tally.live());
        let Standing { lane, held } = self.gate.standing()?;
        let mut problems = Vec::new();
        if other_dealers > 0 {
            problems.push(Problem::OtherDealers { count: other_dealers });
        }
        let network = match (&self.network, &lane.paused) {
            (Err(Silence::NotConfigured), _) => {
                problems.push(Problem::NoNetwork);
                "none".to_owned()
            }
            (Err(_), _) => {
                problems.push(Problem::NoCredentials);
                "no_credentials".to_owned()
            }
            (Ok(_), Some(pause)) => {
                problems.push(Problem::paused(*pause));
                pause.word().to_owned()
            }
            (Ok(_), None) if held.is_some() => "throttled".to_owned(),
            (Ok(_), None) if lane.offline_since.is_some() => {
                problems.push(Problem::Offline { why: None });
                "offline".to_owned()
            }
            (Ok(_), None) => "ready".to_owned(),
        };
        // It may be this one entry's own trouble. Until something else is taken nobody knows.
        if lane.paused.is_none() && mine.not_permitted(&self.lane())?.is_some() {
            problems.push(Problem::paused(LanePause::Permission));
        }
        let usable = matches!(network.as_str(), "ready" | "throttled");
        let network_reason = (!usable).then(|| network.clone());
        problems.extend(self.kept_otherwise()?);
        Ok(Health {
            oldest_waiting: tally.oldest_live.as_deref().and_then(|at| self.age_of(at)),
            tally,
            other_dealers,
            customers: sizes.customers,
            mine_bytes: mine.bytes()?,
            theirs_bytes: sizes.file_bytes,
            index_disk_bytes: sizes.index_bytes,
            index_memory_bytes: sizes.index_memory_bytes,
            key_store: self.keys.kind(),
            last_contact: lane.last_contact,
            network,
            network_reason,
            until: held.map(|held| held.until),
            rebuilt: self.store.rebuilt,
            speeds: Speeds { writes: Took::of(mine.answered_within(LAST)?), ..self.speed.now() },
            clock_ahead: self.gate.clock_skew(),
            failures: self.gate.failures(),
            writes_failed: mine.not_taken_since(self.a_day_ago())?,
            kept: Kept::of(self)?,
            problems,
        })
    }

    fn a_day_ago(&self) -> Timestamp {
        let now = self.clock.now();
        now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now)
    }

    /// What is wrong with what is kept here, whatever the network does.
    fn kept_otherwise(&self) -> Result<Vec<Problem>> {
        let mine = &self.store.mine;
        let mut problems = Vec::new();
        if !mine.accounting()?.holds() {
            problems.push(Problem::DoesNotAddUp);
        }
        if mine.journal_is_behind() {
            problems.push(Problem::OnePlace);
        }
        let locked = &self.config.locked;
        if let (true, Some(file)) = (locked.open_to_others, locked.file()) {
            problems.push(Problem::PolicyOpen { file: file.to_owned() });
        }
        let count = mine.set_aside()?.len();
        if count > 0 {
            problems.push(Problem::SetAside { count });
        }
        if mine.ballast().is_some_and(|ballast| ballast.was_given_up()) {
            problems.push(Problem::DiskFull);
        }
        let count = mine.out_of_a_restored_folder()?;
        if count > 0 {
            problems.push(Problem::Restored { count });
        }
        // A keyring that is locked just now is said elsewhere: the file is looked at all the same.
        let audit = match self.check_audit() {
            Err(crate::Failure::Keys(_)) => mine.verify_audit()?,
            checked => checked?,
        };
        match (audit.broken_at, audit.fault) {
            (Some(row), Some(AuditFault::Cut)) => problems.push(Problem::AuditCut { row }),
            (Some(row), _) => problems.push(Problem::AuditBroken { row }),
            (None, _) => {}
        }
        if self.store.rebuilt {
            problems.push(Problem::CopyRebuilt);
        }
        if let Some(count) = dead_man::of(mine)?.filter(|count| count.away) {
            problems.push(Problem::CopyAway);
            if !count.sealed {
                problems.push(Problem::OutboxOpen);
            }
        }
        if self.store.inbox_set_aside {
            problems.push(Problem::InboxSetAside);
        }
        Ok(problems)
    }

    /// In whole seconds, for reports.
    pub fn seconds_since(&self, at: Timestamp) -> u64 {
        u64::try_from(self.clock.now().duration_since(at).as_secs()).unwrap_or(0)
    }

    /// How long ago a stored wall-clock time was; for people, nothing is decided by it.
    pub fn age_of(&self, at: &str) -> Option<Duration> {
        let at: Timestamp = at.parse().ok()?;
        Duration::try_from(self.clock.now().duration_since(at)).ok().or(Some(Duration::ZERO))
    }
}

/// How long a disk may keep a caller waiting who only wants to know how things are. The window asks
/// every two seconds and tells people within ten.
const STUCK: Duration = Duration::from_secs(7);

/// Does not wait for a disk that hangs: the call goes on in its thread, and whoever asked is told.
pub(crate) async fn patiently<T>(
    call: impl Future<Output = std::result::Result<Result<T>, JoinError>>,
) -> Result<T> {
    match tokio::time::timeout(STUCK, call).await {
        Ok(done) => done?,
        Err(_) => Err(store::Failure::Stuck.into()),
    }
}

/// Whether it is the network that said no.
fn is_an_answer(failure: &network::Failure) -> bool {
    !matches!(
        failure,
        network::Failure::NotSent { .. }
            | network::Failure::NotTheNetwork { .. }
            | network::Failure::Unknown { status: None, .. }
    )
}
