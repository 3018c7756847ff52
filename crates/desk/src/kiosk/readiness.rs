//! Whether a kiosk may be opened on this computer: the self-check, and what somebody with the right to
//! set up has said to what fails.
//!
//! Reason and person lie in `mine.db`; which points may fail lies in `inbox.db` too, where a kiosk that
//! was started alone finds it: it has no key to anything else. What was mended leaves both, so that it is
//! asked about anew should it break again.

use super::escapes::{self, Outcome};
use super::self_check::{Line, Point, Seen, State, System, judge};
use super::{Kiosk, look};
use crate::Desk;
use crate::clock::Clock;
use crate::config::{Config, OnFault, is_loopback};
use crate::failure::{Failure, Refused, Result};
use crate::pin::KIOSK;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;
use store::inbox::Inbox;
use store::mine::Mine;
use store::mine::pin::PinTable as _;

/// Whoever changes the record reads it first.
static CHANGING: Mutex<()> = Mutex::new(());
/// In `mine.db`.
const RECORD: &str = "kiosk_check";
/// In `inbox.db`: words with a comma between.
const ALTHOUGH: &str = "kiosk_opens_although";
const LONGEST_REASON: usize = 200;
/// How long a kiosk that must not open unchecked waits for its own file and the keyring.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who opens the kiosk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedBy {
    Desk,
    /// `showroom --kiosk`.
    Itself,
}

/// Whether a kiosk stays shut where a point fails.
pub fn refuses(config: &Config, by: OpenedBy) -> bool {
    match (config.kiosk.self_check, by) {
        (Some(OnFault::Require), _) => true,
        (Some(OnFault::Warn), _) | (None, OpenedBy::Itself) => false,
        (None, OpenedBy::Desk) => !config.base_url().is_some_and(is_loopback),
    }
}

/// That a kiosk is opened although points fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Although {
    pub points: Vec<Point>,
    pub by: String,
    pub at: String,
    pub reason: String,
}

/// The self-check and what was said to it.
#[derive(Clone, Debug)]
pub struct Readiness {
    pub system: System,
    pub lines: Vec<Line>,
    /// What fails keeps the kiosk shut here; else it is advice.
    pub refuses: bool,
    pub although: Option<Although>,
    /// Every chord, and what came of it.
    pub escapes: Vec<(&'static str, Option<Outcome>)>,
}

impl Readiness {
    /// What fails.
    pub fn failing(&self) -> Vec<Point> {
        points(&self.lines, State::Fail)
    }

    /// What fails, and nobody has said that the kiosk opens although it does.
    pub fn open_points(&self) -> Vec<Point> {
        let said = self.although.as_ref().map_or(&[][..], |although| &although.points);
        self.failing().into_iter().filter(|point| !said.contains(point)).collect()
    }

    pub fn shut(&self) -> bool {
        self.refuses && !self.open_points().is_empty()
    }
}

fn points(lines: &[Line], state: State) -> Vec<Point> {
    lines.iter().filter(|line| line.state == state).map(|line| line.point).collect()
}

fn words(points: &[Point], between: &str) -> String {
    points.iter().map(|point| point.word()).collect::<Vec<_>>().join(between)
}

fn record(mine: &Mine) -> Result<Map<String, Value>> {
    Ok(match mine.setting(RECORD)? {
        Some(Value::Object(record)) => record,
        _ => Map::new(),
    })
}

fn although(record: &Map<String, Value>) -> Option<Although> {
    let said = record.get("although")?;
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    let points = said["points"].as_array()?.iter();
    let points: Vec<_> = points.filter_map(|word| Point::from_word(word.as_str()?)).collect();
    let said = Although { points, by: text("by"), at: text("at"), reason: text("reason") };
    (!said.points.is_empty()).then_some(said)
}

fn outcomes(record: &Map<String, Value>) -> BTreeMap<String, Outcome> {
    let kept = record.get("escapes").and_then(Value::as_object).into_iter().flatten();
    kept.filter_map(|(chord, word)| Some((chord.clone(), Outcome::from_word(word.as_str()?)?)))
        .collect()
}

/// Somebody who works here can close it.
fn has_exit_pin(inbox: &Inbox) -> Result<bool> {
    Ok(inbox.pins()?.iter().any(|pin| pin.who != KIOSK))
}

fn tell_kiosk(inbox: &Inbox, points: &[Point]) -> Result<()> {
    let now = words(points, ",");
    if inbox.setting(ALTHOUGH)?.unwrap_or_default() != now {
        inbox.keep_setting(ALTHOUGH, &now)?;
    }
    Ok(())
}

fn reason_of(typed: &str) -> Result<String> {
    let refused =
        |code: &str, message: &str| Failure::Invalid(vec![Refused::new("reason", code, message)]);
    let reason = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(refused("required", "say why"));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(refused("too_long", "a reason has 200 letters at most"));
    }
    if reason.chars().any(char::is_control) {
        return Err(refused("control_characters", "the reason holds an invisible character"));
    }
    Ok(reason)
}

impl Desk {
    /// Looks at this computer now. Some seconds at most.
    pub async fn kiosk_readiness(self: &Arc<Self>) -> Result<Readiness> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.readiness_of(look::here())).await?
    }

    /// The same of what was seen already. Blocks.
    pub fn readiness_of(&self, seen: Seen) -> Result<Readiness> {
        // Whoever was set up elsewhere counts too.
        self.look_who_works_here()?;
        let (mine, inbox) = (&self.store.mine, &self.store.inbox);
        let seen = Seen { exit_pin: Some(has_exit_pin(inbox)?), ..seen };
        let lines = judge(&seen);
        let _alone = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut record = record(mine)?;
        let mut said = although(&record);
        if let Some(said) = &mut said {
            let mended = points(&lines, State::Pass);
            if said.points.iter().any(|point| mended.contains(point)) {
                said.points.retain(|point| !mended.contains(point));
                record.insert("although".to_owned(), as_json(said));
                mine.set_setting(RECORD, &Value::Object(record.clone()))?;
            }
        }
        let said = said.filter(|said| !said.points.is_empty());
        tell_kiosk(inbox, said.as_ref().map_or(&[][..], |said| &said.points))?;
        let answers = outcomes(&record);
        let escapes = escapes::of(seen.system).iter();
        Ok(Readiness {
            system: seen.system,
            lines,
            refuses: refuses(&self.config, OpenedBy::Desk),
            although: said,
            escapes: escapes.map(|chord| (*chord, answers.get(*chord).copied())).collect(),
        })
    }

    /// The kiosk opens although these points fail. Refused where others fail than those that were read.
    pub async fn open_kiosk_although(
        self: &Arc<Self>,
        read: Vec<Point>,
        reason: String,
    ) -> Result<Readiness> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.although_of(look::here(), &read, &reason)).await?
    }

    /// The same of what was seen already. Blocks.
    pub fn although_of(&self, seen: Seen, read: &[Point], reason: &str) -> Result<Readiness> {
        let reason = reason_of(reason)?;
        let now = self.readiness_of(seen)?.failing();
        if now.is_empty() || now.len() != read.len() || !now.iter().all(|it| read.contains(it)) {
            let why = "what fails is not what was read: look again";
            return Err(Failure::Invalid(vec![Refused::new("points", "check_changed", why)]));
        }
        let (mine, author, at) = (&self.store.mine, self.author(), self.clock.now());
        let what = format!("kiosk opens although: {}", words(&now, ", "));
        // First: nothing is overridden without a trace.
        mine.append_audit(&author, &what, None, at)?;
        let said = Although { points: now, by: author, at: at.to_string(), reason };
        {
            let _alone = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
            let mut record = record(mine)?;
            record.insert("although".to_owned(), as_json(&said));
            mine.set_setting(RECORD, &Value::Object(record))?;
        }
        self.readiness_of(seen)
    }

    /// What came of the chords that were pressed; the others stay as they are. Blocks.
    pub fn keep_escapes(&self, pressed: &BTreeMap<String, Outcome>) -> Result<()> {
        let known = escapes::of(System::here());
        if !pressed.keys().all(|chord| known.contains(&chord.as_str())) {
            return Err(Failure::NotFound);
        }
        let _alone = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut record = record(&self.store.mine)?;
        let mut answers = outcomes(&record);
        answers.extend(pressed.iter().map(|(chord, outcome)| (chord.clone(), *outcome)));
        let answers = answers.into_iter().map(|(chord, it)| (chord, json!(it.word())));
        record.insert("escapes".to_owned(), Value::Object(answers.collect()));
        Ok(self.store.mine.set_setting(RECORD, &Value::Object(record))?)
    }
}

fn as_json(said: &Although) -> Value {
    let Although { points, by, at, reason } = said;
    let points: Vec<_> = points.iter().map(|point| point.word()).collect();
    json!({ "points": points, "by": by, "at": at, "reason": reason })
}

impl Kiosk {
    /// What keeps this kiosk shut where its configuration wants the self-check: what fails, and nobody has
    /// said that it opens although. Blocks.
    pub fn lacks(&self, seen: Seen) -> Result<Vec<Line>> {
        let seen = Seen { exit_pin: Some(has_exit_pin(&self.inbox)?), ..seen };
        let said = self.inbox.setting(ALTHOUGH)?.unwrap_or_default();
        Ok(lacking(&seen, &said))
    }

    /// For a kiosk that opens all the same: into the log. Starts no program, and stops nobody. Blocks.
    pub fn say_what_it_lacks(&self) {
        match self.lacks(look::here_without_programs()) {
            Ok(lines) if lines.is_empty() => {}
            Ok(lines) => {
                let points = words(&points(&lines, State::Fail), ",");
                tracing::warn!(points, "the kiosk's computer is not locked down");
            }
            Err(failure) => tracing::warn!(%failure, "the kiosk's computer could not be checked"),
        }
    }
}

fn lacking(seen: &Seen, said: &str) -> Vec<Line> {
    let said: Vec<_> = said.split(',').filter_map(Point::from_word).collect();
    let lines = judge(seen).into_iter();
    lines.filter(|line| line.state == State::Fail && !said.contains(&line.point)).collect()
}

/// Whether a kiosk that was started alone may open: what stands in its way, a line each. Waits some
/// seconds for the keyring where the configuration wants the check, and not at all where it does not.
pub fn in_the_way(config: &Config, data_dir: &Path, clock: Arc<dyn Clock>) -> Vec<Line> {
    if !refuses(config, OpenedBy::Itself) {
        return Vec::new();
    }
    let seen = look::here();
    let (tell, told) = mpsc::channel();
    let (config, data_dir, here) = (config.clone(), data_dir.to_owned(), seen);
    std::thread::spawn(move || {
        let lacks = Kiosk::open(&config, &data_dir, clock).and_then(|kiosk| kiosk.lacks(here));
        // Whoever asked may have given up.
        let _ = tell.send(lacks);
    });
    match told.recv_timeout(PATIENCE) {
        Ok(Ok(lines)) => lines,
        // What was said to it cannot be read either: then nothing was.
        Ok(Err(_)) | Err(_) => lacking(&seen, ""),
    }
}
