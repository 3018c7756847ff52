//! What a visitor enters, judged by what a visitor can mend, and kept.

use crate::clock::Clock;
use crate::config::Config;
use crate::failure::{Failure, Refused, Result};
use crate::kiosk::hand_off::HandOff;
use crate::kiosk::stands_alone;
use crate::papers::is_number;
use crate::pin::{Answer, Doors, KIOSK};
use crate::start::{self, key_store};
use customer::limits::Limits;
use customer::problem::Severity;
use customer::validate::{self, Judge};
use customer::{ConsentState, Record};
use jiff::tz::TimeZone;
use keys::{KeyStore, Name};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::inbox::{Entered, Inbox, LARGEST, Pace, Submission};
use uuid::Uuid;

/// A number plate with everything around it.
const LONGEST_PLATE: usize = 20;

/// What brings somebody here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Sales,
    Service,
    Parts,
    Other,
}

/// The privacy statement as it stood on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub version: String,
    /// SHA-256 of its words as they were shown.
    pub hash: String,
    /// Of the dealer's own words, which may lack the visitor's language; else the visitor's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
}

/// What is no part of a customer's record: for staff, and as evidence of what was agreed to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub statement: Statement,
    /// Which kiosk it was: the data folder's own id.
    #[serde(default)]
    pub station: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    /// What was answered for each way of contact, also where the way itself was not given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consent: BTreeMap<String, ConsentState>,
    /// How staff call that kiosk; what a code says, and not proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station_name: Option<String>,
    /// Of a card that came as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Scan>,
}

/// Who scanned a code, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    pub who: String,
    pub at: String,
}

/// Who handed it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booth {
    /// A visitor at the screen: so fast and no faster, and somebody who can be reached.
    Visitor,
    /// Somebody with the keys of the desk: `showroomctl`.
    Staff,
}

/// Whether somebody comes to the visitor who rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Somebody at a desk has said that they go.
    Coming,
    /// Rung; nobody has said anything.
    NotYet,
    /// No desk can hear it.
    Nowhere,
}

/// The visitor's side. Holds no key but that of `inbox.db`.
pub struct Kiosk {
    pub inbox: Arc<Inbox>,
    doors: Doors,
    pub(crate) clock: Arc<dyn Clock>,
    started: Instant,
    country: String,
    station: String,
    pub(crate) hand_off: Option<HandOff>,
    alone: bool,
}

/// How national phone numbers are read here.
pub fn country_of(config: &Config) -> String {
    start::country_of(config)
}

impl Kiosk {
    /// Opens the inbox alone, for a process that has nothing else. Blocks, for as long as a keyring
    /// asks its user.
    pub fn open(config: &Config, data_dir: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let keys = key_store(config, data_dir)?;
        store::file::folder(data_dir)?;
        let key = match keys::data_key(&*keys, Name::Inbox)? {
            Some(key) => key,
            // A kiosk on its own makes its key. Where there is a desk, the desk has to open once:
            // its inbox has the key that follows from the desk's.
            None if is_new(data_dir) => keys::mint(&*keys, Name::Inbox)?,
            None => return Err(Failure::KeyMissing { file: "inbox.db" }),
        };
        let inbox = Arc::new(Inbox::open(data_dir, &store::Key::new(*key))?);
        Self::of(inbox, &keys, config, data_dir, clock)
    }

    /// The same in a process that has everything open.
    pub(crate) fn of(
        inbox: Arc<Inbox>,
        keys: &Arc<dyn KeyStore>,
        config: &Config,
        data_dir: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let station = keys::install_id(data_dir)?;
        let (started, country) = (clock.monotonic(), country_of(config));
        let doors = Doors::new(Arc::clone(keys), Arc::clone(&clock), data_dir);
        let hand_off = HandOff::of(&config.kiosk);
        let alone = stands_alone(config);
        Ok(Self { inbox, doors, clock, started, country, station, hand_off, alone })
    }

    /// The way out: the PIN of anybody who works here. Blocks.
    pub fn leave(&self, pin: &SecretString) -> Result<Answer> {
        self.ask(pin, "kiosk left")
    }

    /// What a right PIN is for stands in the audit, with whose it was.
    pub(super) fn ask(&self, pin: &SecretString, what: &str) -> Result<Answer> {
        let answer = self.doors.ask_anybody(&*self.inbox, pin)?;
        let now = self.clock.now();
        match &answer {
            // Two may have the same PIN: then neither is named.
            Answer::Right { who } => {
                let who = if let [one] = &who[..] { one.as_str() } else { KIOSK };
                self.inbox.note_act(who, what, now)?;
            }
            Answer::Wrong { .. } => self.inbox.note_act(KIOSK, "PIN was wrong", now)?,
            Answer::Wait(_) | Answer::Stopped => {}
        }
        Ok(answer)
    }

    /// Milliseconds since this process opened it, whatever the clock on the wall says.
    pub fn mono_ms(&self) -> i64 {
        let elapsed = self.clock.monotonic().saturating_duration_since(self.started);
        i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
    }

    /// `id` is minted when the form opens: a second press is the same card. Blocks.
    pub fn take(
        &self,
        id: Uuid,
        mut record: Record,
        mut visit: Visit,
        booth: Booth,
    ) -> Result<Submission> {
        // A customer says who they are; which record that is, staff find out.
        record.id = None;
        record.customer_key = None;
        record.status = None;
        visit.station.clone_from(&self.station);
        let inside = |fault: serde_json::Error| Failure::Inside(fault.to_string());
        // Before anything is made of it: whatever is typed costs no more than its length.
        if serde_json::to_vec(&record).map_err(inside)?.len() > LARGEST {
            return Err(too_long());
        }
        let record = self.judged(record, &visit, booth)?;
        let record = serde_json::to_value(&record).map_err(inside)?;
        let visit = serde_json::to_value(&visit).map_err(inside)?;
        let pace = match booth {
            Booth::Visitor => Pace::Visitor { mono_ms: self.mono_ms() },
            Booth::Staff => Pace::Staff,
        };
        let entered = Entered { record: &record, visit: &visit };
        match self.inbox.submit(id, entered, pace, self.clock.now()) {
            Ok(submission) => Ok(submission),
            Err(store::Failure::TooBig { .. }) => Err(too_long()),
            Err(store::Failure::TooMany { .. }) => Err(Failure::InboxFull),
            Err(store::Failure::TooSoon { wait_ms }) => {
                Err(Failure::TooSoon { wait: Duration::from_millis(wait_ms) })
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// By the domain's rules alone: what the dealer's system cannot hold is for staff to see on the
    /// card, and no visitor's problem.
    fn judged(&self, record: Record, visit: &Visit, booth: Booth) -> Result<Record> {
        let today = self.clock.now().to_zoned(TimeZone::system()).date();
        let judge = Judge { limits: &Limits::default(), country: &self.country, today };
        let nobody = Record { kind: record.kind, ..Record::default() };
        let (record, mut problems) = validate::entered(&nobody, record, judge);
        problems.extend(validate::new_record(&record, judge));
        problems.sort_by(|a, b| (&a.field, a.code).cmp(&(&b.field, b.code)));
        problems.dedup();
        problems.retain(|problem| problem.severity == Severity::Refused);
        let mut refused = problems.iter().map(Refused::from).collect::<Vec<_>>();
        if booth == Booth::Visitor && record.channels.is_empty() {
            let why = "give a phone number or an e-mail address";
            refused.push(Refused::new("channels", "channel_missing", why));
        }
        refused.extend(numbers_of_papers(&record));
        if visit.plate.as_ref().is_some_and(|plate| plate.chars().count() > LONGEST_PLATE) {
            refused.push(Refused::new("plate", "too_long", "this is longer than a number plate"));
        }
        if refused.is_empty() { Ok(record) } else { Err(Failure::Invalid(refused)) }
    }

    /// Somebody shall come. Blocks.
    pub fn ring(&self) -> Result<Heard> {
        self.inbox.ring(self.clock.now())?;
        // A desk on another computer does not hear it.
        Ok(if self.alone { Heard::Nowhere } else { Heard::NotYet })
    }

    /// What came of it. Blocks.
    pub fn rung(&self) -> Result<Heard> {
        Ok(if self.inbox.answered()? { Heard::Coming } else { Heard::NotYet })
    }

    /// Keeps what time has passed for the limits. Blocks.
    pub fn pass_time(&self) -> Result<()> {
        Ok(self.inbox.pass_time(self.mono_ms())?)
    }
}

/// An identity number, a licence's, a passport's: nobody is asked for one where others look on.
fn numbers_of_papers(record: &Record) -> Vec<Refused> {
    let mut found = Vec::new();
    if Record::said(&record.identity.social_security_id).is_some() {
        found.push("identity.socialSecurityId".to_owned());
    }
    for (part, members) in [
        ("", &record.other),
        ("identity.", &record.identity.other),
        ("personalDetails.", &record.personal_details.other),
    ] {
        found.extend(members.keys().filter(|name| is_number(name)).map(|n| format!("{part}{n}")));
    }
    let why = "a kiosk takes no number of anybody's papers: enter it at the desk";
    found.into_iter().map(|field| Refused::new(&field, "not_at_the_kiosk", why)).collect()
}

fn too_long() -> Failure {
    Failure::Invalid(vec![Refused::new("", "too_long", "this is more than a form can hold")])
}

/// Neither a desk nor a kiosk was ever here.
fn is_new(data_dir: &Path) -> bool {
    let present = store::present(data_dir);
    let inbox: PathBuf = data_dir.join(store::File::Inbox.name());
    !present.mine && !present.theirs && !present.copies && !inbox.exists()
}

/// The key of `inbox.db` for the desk: the one that is kept, or the one that follows from the key
/// of `mine.db`, which then is kept for the kiosk.
pub(crate) fn desk_key(
    keys: &dyn KeyStore,
    mine: &[u8; 32],
) -> Result<zeroize::Zeroizing<[u8; 32]>> {
    if let Some(key) = keys::data_key(keys, Name::Inbox)? {
        return Ok(key);
    }
    let key = store::inbox_key(mine);
    keys::keep(keys, Name::Inbox, &key)?;
    Ok(key)
}
