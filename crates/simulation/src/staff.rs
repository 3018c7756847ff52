//! The people at one desk: they save what the plan says, save again what a crash interrupted, and
//! decide what they are asked, by who people really are.

use crate::clock::Life;
use crate::matrix::Point;
use crate::plan::{Deed, Field, Of, Planned};
use crate::world::{Done, World};
use customer::{Channel, Line, Record, Section, Use};
use desk::entries::Act;
use desk::ruled_out::RuledOut;
use desk::sync::Runner;
use desk::{Created, Creating, Desk, Saved, Scope};
use outbox::resolve::{Choice, Side};
use outbox::{Entry, Origin, Reason, State};
use rand::Rng;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::{Arc, PoisonError};
use store::mine::Which;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

pub struct Staff {
    pub world: Arc<World>,
    pub number: usize,
    pub desk: Arc<Desk>,
    pub runner: Arc<Runner>,
    pub life: Arc<Life>,
}

/// Every word nobody else has, in a text.
pub fn tokens(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let mut found = HashSet::new();
    for (at, _) in lower.match_indices("qx") {
        if let Some(word) = lower.get(at..at + 8)
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            found.insert(word.to_owned());
        }
    }
    found
}

impl Staff {
    pub async fn work(self: Arc<Self>) {
        loop {
            self.life.turn().await;
            self.decide().await;
            let next = self.place().front().cloned();
            let wait = match next {
                Some(next) => {
                    let at = self.world.since + Duration::from_millis(next.at_ms);
                    if at <= Instant::now() {
                        self.deed(&next).await;
                        self.place().pop_front();
                        continue;
                    }
                    at.duration_since(Instant::now())
                }
                None => Duration::from_secs(5),
            };
            let glance = Duration::from_secs(if self.world.is_bad() { 5 } else { 2 });
            tokio::time::sleep(wait.min(glance)).await;
        }
    }

    fn place(&self) -> std::sync::MutexGuard<'_, std::collections::VecDeque<Planned>> {
        self.world.places[self.number].deeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn deed(&self, planned: &Planned) {
        self.world.book().saving.insert(self.number);
        if self.world.takes((1, Point::P0)) {
            self.life.ends_in(1);
        }
        let saved = match &planned.deed {
            Deed::Create { human } => self.create(planned, *human).await,
            Deed::Change { of, field } => self.change(planned, *of, *field).await,
        };
        self.world.book().saving.remove(&self.number);
        if let Some(entry) = saved {
            let world = &self.world;
            world.note(&format!("d{} saved {} {}", self.number, entry.kind.word(), planned.token));
            let mut book = world.book();
            book.local_ids.insert(entry.local_id.to_string());
            if let outbox::Body::Update { base, .. } = &entry.body {
                let seen = book.seen.entry((self.number, entry.local_id)).or_default();
                seen.extend(tokens(&base.to_string()));
            }
            let order = book.done.len();
            if let Some(before) = book.done.iter().find(|one| one.planned.draft == planned.draft) {
                let twice = (before.op != entry.op_id).then(|| planned.token.clone());
                drop(book);
                if let Some(token) = twice {
                    world.breach("29 one form, one entry", token);
                }
                return;
            }
            book.done.push(Done {
                desk: self.number,
                planned: planned.clone(),
                op: entry.op_id,
                local_id: entry.local_id,
                order,
            });
        }
    }

    fn record(&self, planned: &Planned, human: usize) -> Record {
        let one = &self.world.plan.humans[human];
        let mut record = Record::default();
        record.names.given_name = Some(one.given.clone());
        record.names.middle_name = Some(planned.token.clone());
        record.names.family_name = Some(one.family.clone());
        record.channels.push(Channel::phone(Use::Home, Line::Mobile, one.phone.clone()));
        record.channels.push(Channel::email(Use::Home, one.email.clone()));
        record
    }

    async fn create(&self, planned: &Planned, human: usize) -> Option<Entry> {
        let mut different_from: Vec<RuledOut> = Vec::new();
        let mut despite = false;
        for _ in 0..4 {
            let creating = Creating {
                record: self.record(planned, human),
                different_from: different_from.clone(),
                despite,
                draft: Some(Uuid::from_u128(planned.draft)),
                origin: Origin::Staff,
                // Both ways of saving: the window's and the command line's.
                look: if planned.draft.is_multiple_of(2) { Scope::Desk } else { Scope::Everyone },
                statement: None,
            };
            match self.desk.create_new(creating).await {
                Ok(Created::Queued(entry)) => return Some(*entry),
                Ok(Created::Candidates(decided)) => {
                    let email = &self.world.plan.humans[human].email;
                    let same = decided.candidates.iter().any(|one| {
                        one.person
                            .record
                            .channels
                            .iter()
                            .any(|way| way.value.eq_ignore_ascii_case(email))
                    });
                    if same {
                        self.world.note(&format!("d{} knows them already", self.number));
                        return None;
                    }
                    different_from = decided
                        .candidates
                        .iter()
                        .map(|one| RuledOut { id: one.name(), reason: None })
                        .collect();
                    despite = decided.cut_short;
                }
                Err(failure) => {
                    self.world.note(&format!("d{} not saved: {failure}", self.number));
                    return None;
                }
            }
        }
        None
    }

    async fn change(&self, planned: &Planned, of: Of, field: Field) -> Option<Entry> {
        let name = match of {
            Of::Known(n) => self.world.customers.get(n)?.clone(),
            Of::Made(draft) => {
                let book = self.world.book();
                book.done.iter().find(|one| one.planned.draft == draft)?.local_id.to_string()
            }
        };
        let person = self.desk.known(&name).ok().flatten()?;
        let (section, edit) = edit(&person.record, field, &planned.token);
        let draft = Some(Uuid::from_u128(planned.draft));
        match self.desk.update(&name, section, edit, draft, Origin::Staff).await {
            Ok(Saved::Queued(change)) => Some(change.entry),
            Ok(Saved::Unchanged) => None,
            Err(failure) => {
                self.world.note(&format!("d{} not saved: {failure}", self.number));
                None
            }
        }
    }

    /// Decides what waits for a person. In a bad mood of the network it takes its time.
    async fn decide(&self) {
        let Ok(entries) = self.desk.entries(Which::Live).await else { return };
        if !self.world.is_bad() {
            let paused =
                self.desk.store.mine.lane(&self.desk.lane()).ok().and_then(|lane| lane.paused);
            if paused.is_some_and(|pause| !pause.may_end_by_itself()) {
                self.world.note(&format!("d{} wakes the lane", self.number));
                drop(self.runner.wake_lane().await);
            }
        }
        for entry in entries.into_iter().filter(|one| one.state.needs_person()) {
            self.fair(&entry);
            // What was not permitted goes on by itself once it is.
            if entry.reason != Some(Reason::Permission) {
                self.world.book().with_person.insert(entry.op_id);
            }
            if self.world.is_bad() && self.world.chance().random_bool(0.7) {
                continue;
            }
            self.answer(&entry).await;
        }
    }

    /// Nobody is asked about what passes by itself, nor about what they wrote themselves.
    fn fair(&self, entry: &Entry) {
        for conflict in &entry.detail.conflicts {
            let theirs = tokens(&conflict.theirs.to_string());
            let book = self.world.book();
            // What somebody gave up after it had left is there against their word.
            let given_up = |op: &Uuid| {
                let entry = self.desk.store.mine.entry(*op).ok().flatten();
                entry.is_none_or(|one| one.state == State::Cancelled)
            };
            let own = |token: &String| {
                book.done.iter().any(|one| {
                    one.desk == self.number
                        && one.planned.token.to_lowercase() == *token
                        && !given_up(&one.op)
                })
            };
            let all_own = !theirs.is_empty()
                && theirs.iter().all(own)
                && !book.with_person.contains(&entry.op_id);
            drop(book);
            if all_own {
                self.world.breach("16 conflict with oneself", conflict.field.clone());
            }
        }
        let passing = |row: &u8| !matches!(row, 8 | 9 | 10 | 17..=21 | 24 | 25);
        let mut book = self.world.book();
        if entry.state == State::Parked
            && entry.reason == Some(Reason::Rejected)
            && book.rows.get(&entry.op_id).is_some_and(|rows| rows.iter().all(passing))
            && !book.with_person.contains(&entry.op_id)
        {
            let rows = format!("{:?}", book.rows.get(&entry.op_id));
            book.with_person.insert(entry.op_id);
            drop(book);
            let note = entry.detail.note.clone().unwrap_or_default();
            self.world.breach("22 asked for nothing", format!("met {rows}: {note}"));
        }
    }

    async fn answer(&self, entry: &Entry) {
        let world = &self.world;
        let decided = world.book().decisions.get(&entry.op_id).copied().unwrap_or(0);
        let act = match entry.reason.unwrap_or(Reason::Rejected) {
            Reason::Conflict if !entry.detail.conflicts.is_empty() => self.choose(entry),
            Reason::Candidates => match self.really(entry) {
                Some(id) => {
                    self.own(entry);
                    world.book().used.insert(entry.op_id);
                    Act::Use { id }
                }
                None => Act::Different,
            },
            Reason::Gone => Act::Cancel { reason: "gone there".to_owned() },
            _ if decided >= 6 => Act::Cancel { reason: "refused each time".to_owned() },
            _ => Act::Retry,
        };
        let what = match &act {
            Act::Retry => "retry",
            Act::Cancel { .. } => "cancel",
            Act::Resolve { .. } => "resolve",
            Act::Use { .. } => "use",
            Act::Different => "different",
            // Never decided here.
            Act::Hold { .. } | Act::Release | Act::Undo | Act::Here { .. } => "something else",
        };
        world.note(&format!("d{} decides {what}: {:?}", self.number, entry.reason));
        // Before it is done: what follows from it may be there before the answer is.
        world.book().decides(entry.op_id);
        match self.desk.act(entry.op_id, act).await {
            Ok(_) => self.runner.wake(),
            Err(_) => world.book().could_not_decide(entry.op_id),
        }
    }

    /// Nobody is asked who it is where the only candidate is what this entry made itself, and
    /// nothing was wrong with the answers about it.
    fn own(&self, entry: &Entry) {
        let op_id = entry.op_id.to_string();
        let made = |id: &String| {
            self.world.dealer.effects(0).iter().any(|effect| {
                effect.op == sandbox::Op::Create
                    && effect.correlation_id == op_id
                    && (effect.keyloop_id == *id || effect.customer_uuid == *id)
            })
        };
        let book = self.world.book();
        let spoilt = |row: &u8| matches!(row, 8 | 9 | 10 | 19 | 24 | 25);
        let clear = book.rows.get(&entry.op_id).is_none_or(|rows| !rows.iter().any(spoilt));
        drop(book);
        if let ([only], true) = (entry.detail.candidates.as_slice(), clear)
            && made(only)
        {
            self.world
                .breach("6 asked about its own", entry.detail.note.clone().unwrap_or_default());
        }
    }

    /// Who of the candidates it really is.
    fn really(&self, entry: &Entry) -> Option<String> {
        let email = entry
            .record()?
            .channels
            .iter()
            .find(|way| way.value.contains('@'))?
            .value
            .to_lowercase();
        entry.detail.candidates.iter().find_map(|id| {
            let person = self.world.dealer.person(id)?;
            person.to_string().to_lowercase().contains(&email).then(|| id.clone())
        })
    }

    fn choose(&self, entry: &Entry) -> Act {
        let mut choices = Vec::new();
        let mut book = self.world.book();
        let theirs = entry.detail.theirs.as_ref().map(Value::to_string).unwrap_or_default();
        book.seen.entry((self.number, entry.local_id)).or_default().extend(tokens(&theirs));
        for conflict in &entry.detail.conflicts {
            let side = match self.world.chance().random_range(0..5) {
                0 | 1 => Side::Mine,
                2 | 3 => Side::Theirs,
                _ => Side::Base,
            };
            book.seen
                .entry((self.number, entry.local_id))
                .or_default()
                .extend(tokens(&conflict.theirs.to_string()));
            if side != Side::Mine {
                book.given_up.extend(tokens(&conflict.mine.to_string()));
            }
            if side == Side::Base {
                let back = tokens(&conflict.base.to_string()).into_iter();
                book.put_back.extend(back.map(|token| (entry.op_id, token)));
            }
            choices.push(Choice { field: conflict.field.clone(), side });
        }
        Act::Resolve { choices }
    }
}

/// The section as it shall be.
fn edit(record: &Record, field: Field, token: &str) -> (Section, Value) {
    match field {
        Field::MiddleName => (Section::Names, json!({"middleName": token})),
        Field::PreferredName => (Section::Names, json!({"preferredName": token})),
        Field::Occupation => (Section::PersonalDetails, json!({"occupation": token})),
        Field::WorkEmail => {
            let mut channels = record.channels.clone();
            let value = format!("{}@work.example", token.to_lowercase());
            let is_work = |way: &&mut Channel| {
                way.kind == customer::ChannelKind::Email && way.usage == Some(Use::Work)
            };
            match channels.iter_mut().find(is_work) {
                Some(way) => way.value = value,
                None => channels.push(Channel::email(Use::Work, value)),
            }
            (Section::Communication, json!(channels))
        }
        Field::City => {
            let mut addresses = json!(record.addresses);
            match addresses.as_array_mut().and_then(|list| list.first_mut()) {
                Some(first) => first["city"] = json!(token),
                None => {
                    addresses = json!([{"kind": "physical", "streetName": "Elm Road",
                    "houseNumber": "4", "city": token, "countryCode": "GB"}]);
                }
            }
            (Section::Addresses, addresses)
        }
    }
}

/// The same by hand, at the dealer's own system.
pub fn by_hand(field: Field, token: &str) -> (&'static str, Value) {
    match field {
        Field::MiddleName => ("names", json!({"middleName": token})),
        Field::PreferredName => ("names", json!({"preferredName": token})),
        Field::Occupation => ("personal-details", json!({"occupation": token})),
        Field::WorkEmail => (
            "communication",
            json!({"work": {"email": format!("{}@work.example", token.to_lowercase())}}),
        ),
        Field::City => ("addresses", json!({"physicalAddress": {"city": token}})),
    }
}

/// Where a process stood when it was killed: the row "killed" of the matrix.
pub fn stood(entries: &[Entry], answered: bool, in_flight: Option<bool>, saving: bool) -> Point {
    let any = |state: State| entries.iter().any(|one| one.state == state);
    match in_flight {
        Some(true) => return Point::P5,
        Some(false) => return Point::P4,
        None => {}
    }
    if any(State::Sending) {
        return if answered { Point::P7 } else { Point::P3 };
    }
    if any(State::Reconciling) {
        return Point::P8;
    }
    if any(State::Preflight) {
        return Point::P2;
    }
    if saving {
        return Point::P0;
    }
    if any(State::Queued) { Point::P1 } else { Point::P9 }
}
