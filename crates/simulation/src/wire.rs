//! The line between one desk and the dealer: what it does to a request by the plan and by chance,
//! and what the oracle checks of each one before it leaves.

use crate::clock::Life;
use crate::matrix::Point;
use crate::plan::{Blow, Outage, THROTTLED_SECONDS, Theme};
use crate::world::World;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use network::Certificate;
use network::carrier::{Came, Carrier, Lost, Sent};
use outbox::planted::{self, Bug};
use outbox::{Entry, State};
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use sandbox::Reply;
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError};
use tokio::time::{Duration, Instant};
use uuid::Uuid;

/// What the connector's own limits are: between two pieces of an answer, and for all of it.
const READ: Duration = Duration::from_secs(20);
const TOTAL: Duration = Duration::from_secs(60);

/// The rows of the matrix that a request can meet by chance, the likelier ones more than once.
const TOKEN_ROWS: &[u8] = &[3, 4, 11, 12, 14];
const READ_ROWS: &[u8] = &[3, 4, 5, 9, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 25, 25, 27];
const WRITE_ROWS: &[u8] = &[
    3, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 17, 18, 19, 20, 20, 21,
    24, 27,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Token,
    Read,
    Write,
}

pub struct Wire {
    pub world: Arc<World>,
    pub desk: usize,
    pub life: Arc<Life>,
}

/// One request as the oracle sees it.
struct Asked {
    kind: Kind,
    op: Option<Uuid>,
    local_id: Option<Uuid>,
    creates: bool,
    state: Option<State>,
    server_id: Option<String>,
    /// It was sent before.
    again: bool,
    about_one: bool,
}

enum Mood {
    Well,
    NotSent {
        after: Duration,
    },
    Untrusted,
    Cut,
    /// Carried out so much later.
    Late {
        ms: u64,
    },
    Fault(Value),
}

impl Wire {
    fn look(&self, sent: &Sent) -> Asked {
        let kind = match sent.method.as_str() {
            "GET" => Kind::Read,
            _ if sent.target.starts_with("/oauth") => Kind::Token,
            _ => Kind::Write,
        };
        let call = sent.headers.iter().find(|(name, _)| name == "correlation-id");
        let op = call.and_then(|(_, id)| id.parse::<Uuid>().ok());
        let entry = op.and_then(|op| self.life.store()?.mine.entry(op).ok().flatten());
        let again = op.is_some_and(|op| self.world.book().left.contains_key(&op));
        let creates = entry.as_ref().is_some_and(|one| one.kind == outbox::Kind::Create);
        let path = sent.target.split('?').next().unwrap_or_default();
        let end = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let about_one = !matches!(end, "customers" | "listMinimal" | "customer");
        Asked {
            kind,
            op: entry.as_ref().map(|one| one.op_id),
            state: entry.as_ref().map(|one| one.state),
            server_id: entry.as_ref().and_then(|one| one.server_id.clone()),
            local_id: entry.map(|one| one.local_id),
            creates,
            again,
            about_one,
        }
    }

    /// The invariants that can be seen as a request leaves.
    fn check(&self, sent: &Sent, asked: &Asked) {
        let world = &self.world;
        let name = format!("desk {} {} {}", self.desk, sent.method, route(&sent.target));
        let not_before =
            *world.places[self.desk].not_before.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = not_before.filter(|until| *until > Instant::now()) {
            let left = until.duration_since(Instant::now());
            world.breach("21 not before", format!("{name}: {} ms too early", left.as_millis()));
        }
        let ids: Vec<String> = world.book().local_ids.iter().cloned().collect();
        let body = String::from_utf8_lossy(&sent.body);
        if ids.iter().any(|id| sent.target.contains(id.as_str()) || body.contains(id.as_str())) {
            world.breach("13 local id", name.clone());
        }
        if asked.kind == Kind::Token {
            let mut book = world.book();
            let count = book.tokens_in_flight.entry(self.desk).or_default();
            *count += 1;
            let two = *count > 1;
            drop(book);
            if two {
                world.breach("22 one sign-in", name);
            }
            return;
        }
        if asked.kind != Kind::Write {
            return;
        }
        let (Some(op), Some(local_id)) = (asked.op, asked.local_id) else {
            world.breach("2 intent", format!("{name}: of no entry"));
            return;
        };
        let Some(store) = self.life.store() else { return };
        let entry = store.mine.entry(op).ok().flatten();
        let attempts = store.mine.attempts(op).unwrap_or_default();
        if asked.creates && !asked.again {
            self.looked_first(op, entry.as_ref());
        }
        if entry.is_none_or(|one| one.state != State::Sending) || attempts.is_empty() {
            world.breach("2 intent", format!("{name}: not stored as sending"));
        }
        let mut book = world.book();
        let waits = book.with_person.contains(&op);
        let other = book.in_flight.insert((self.desk, local_id), op);
        drop(book);
        if waits {
            world.breach("20 parked", format!("{name}: nobody decided"));
        }
        if other.is_some() {
            world.breach("12 one at a time", name);
        }
    }

    /// Whom the search had to find, nobody makes once more unasked.
    fn looked_first(&self, op: Uuid, entry: Option<&Entry>) {
        let world = &self.world;
        let book = world.book();
        let undisturbed = !book.rows.contains_key(&op) && !book.decisions.contains_key(&op);
        let Some(looked) = book.looked.get(&op).copied().filter(|_| undisturbed) else { return };
        drop(book);
        let Some(email) = entry.and_then(Entry::record).and_then(email_of) else { return };
        let lag = world.plan.rules["index_lag_ms"]["keyloop"].as_i64().unwrap_or(0);
        let shown = looked - SignedDuration::from_millis(lag);
        let known = world.dealer.effects(0).into_iter().any(|effect| {
            effect.op == sandbox::Op::Create
                && effect.at.parse::<Timestamp>().is_ok_and(|at| at < shown)
                && effect.changes.iter().any(|change| change.new.to_lowercase().contains(&email))
        });
        if known {
            world.breach("5 looked first", format!("desk {} made {email} again", self.desk));
        }
    }

    fn point_of_read(asked: &Asked) -> Point {
        if asked.again { Point::P8 } else { Point::P2 }
    }

    fn outage(&self) -> Option<Outage> {
        let now = u64::try_from(self.world.elapsed().as_millis()).unwrap_or(u64::MAX);
        let during = |(from, to, _): &&(u64, u64, Outage)| (*from..*to).contains(&now);
        self.world.plan.outages.iter().find(during).map(|(_, _, kind)| *kind)
    }

    /// What becomes of the request, and which cell of the matrix that is.
    fn mood(&self, asked: &Asked) -> (Mood, Option<(u8, Point)>) {
        let world = &self.world;
        let read = asked.kind != Kind::Write;
        let here = if read { Self::point_of_read(asked) } else { Point::P4 };
        let before = if read { here } else { Point::P3 };
        if let Some(outage) = self.outage() {
            return match outage {
                Outage::Refused => (Mood::NotSent { after: Duration::ZERO }, Some((3, before))),
                Outage::Swallowed => {
                    (Mood::NotSent { after: Duration::from_secs(5) }, Some((4, before)))
                }
                Outage::Cut => (Mood::Cut, Some((5, here))),
                Outage::Captive => (
                    Mood::Fault(json!({"kind": "html", "at": "before"})),
                    Some((9, if read { here } else { Point::P5 })),
                ),
                Outage::Certificate => (Mood::Untrusted, Some((27, before))),
                Outage::Gateway => (
                    Mood::Fault(json!({"kind": "gateway", "status": 502, "at": "before"})),
                    Some((12, here)),
                ),
                Outage::SignIn => (Mood::Fault(json!({"kind": "unauthorized"})), Some((16, here))),
                Outage::Throttled => (
                    Mood::Fault(json!({"kind": "throttle", "retry_after": THROTTLED_SECONDS})),
                    Some((14, here)),
                ),
            };
        }
        if let Some((row, point)) = self.wanted(asked, here) {
            return self.of_row(row, asked, Some(point), &mut world.chance());
        }
        let mut chance = world.chance();
        match world.plan.theme {
            Theme::LostAnswers | Theme::LateCommits
                if asked.kind == Kind::Write && asked.creates && !asked.again =>
            {
                let window = world.plan.settle_seconds * 1000;
                if world.plan.theme == Theme::LateCommits {
                    // After the window and the last search, before the end of an hour.
                    let ms = window * 2 + chance.random_range(10_000..60_000);
                    return (Mood::Late { ms }, Some((8, Point::P4)));
                }
                return match chance.random_range(0..3) {
                    0 => (Mood::Late { ms: chance.random_range(1..window) }, Some((8, Point::P4))),
                    1 => {
                        (Mood::Fault(json!({"kind": "hang", "at": "after"})), Some((6, Point::P5)))
                    }
                    _ => {
                        (Mood::Fault(json!({"kind": "drop", "at": "after"})), Some((6, Point::P5)))
                    }
                };
            }
            Theme::LostAnswers | Theme::LateCommits => return (Mood::Well, None),
            _ => {}
        }
        if !world.is_bad() || !chance.random_bool(world.plan.chance) {
            return (Mood::Well, None);
        }
        let seconds = chance.random_range(1..20_u64);
        match world.plan.theme {
            Theme::Tokens => {
                let at = if chance.random_bool(0.5) { "before" } else { "after" };
                return (Mood::Fault(json!({"kind": "revoke_token", "at": at})), Some((16, here)));
            }
            Theme::Throttling => {
                let status = *[429, 429, 503].choose(&mut *chance).unwrap_or(&429);
                let fault = json!({"kind": "throttle", "status": status, "retry_after": seconds});
                return (Mood::Fault(fault), Some((if status == 429 { 14 } else { 13 }, here)));
            }
            _ => {}
        }
        let rows = match asked.kind {
            Kind::Token => TOKEN_ROWS,
            Kind::Read => READ_ROWS,
            Kind::Write => WRITE_ROWS,
        };
        let mut row = *rows.choose(&mut *chance).unwrap_or(&3);
        // Refusals of a read are rarer: each of them takes a person.
        if asked.kind == Kind::Read && matches!(row, 10 | 17 | 18 | 19) && chance.random_bool(0.7) {
            row = 12;
        }
        if matches!(row, 19 | 25) && !asked.about_one {
            row = 15;
        }
        self.of_row(row, asked, None, &mut chance)
    }

    /// A cell this seed is to meet, where this request can.
    fn wanted(&self, asked: &Asked, here: Point) -> Option<(u8, Point)> {
        use Point::{P3, P4, P5, P6};
        let fits = |(row, point): &(u8, Point)| match asked.kind {
            Kind::Token => false,
            Kind::Read => {
                let of_one = asked.about_one || !matches!(row, 19 | 25);
                *point == here && asked.op.is_some() && of_one && READ_ROWS.contains(row)
            }
            Kind::Write => matches!(point, P3 | P4 | P5 | P6) && WRITE_ROWS.contains(row),
        };
        let mut cells = self.world.plan.wanted.iter().copied().filter(fits);
        cells.find(|cell| self.world.takes(*cell))
    }

    /// What a row of the matrix does to a request; at that point where one is named.
    fn of_row(
        &self,
        row: u8,
        asked: &Asked,
        point: Option<Point>,
        chance: &mut ChaCha8Rng,
    ) -> (Mood, Option<(u8, Point)>) {
        let world = &self.world;
        let read = asked.kind != Kind::Write;
        let here = if read { Self::point_of_read(asked) } else { Point::P4 };
        let before = if read { here } else { Point::P3 };
        let seconds = chance.random_range(1..20_u64);
        let side = match point {
            Some(Point::P4) => "before",
            Some(Point::P5) => "after",
            _ if chance.random_bool(0.5) => "before",
            _ => "after",
        };
        let there = if read || side == "before" { here } else { Point::P5 };
        let wait = if chance.random_bool(0.5) { json!(seconds) } else { json!("date") };
        let fault = |value: Value, point: Point| (Mood::Fault(value), Some((row, point)));
        match row {
            3 => (Mood::NotSent { after: Duration::ZERO }, Some((3, before))),
            4 => (Mood::NotSent { after: Duration::from_secs(5) }, Some((4, before))),
            27 => (Mood::Untrusted, Some((27, before))),
            5 => fault(json!({"kind": "drop", "at": side}), there),
            6 => fault(json!({"kind": "hang", "at": "after"}), Point::P5),
            7 => fault(json!({"kind": "hang", "at": "before"}), Point::P4),
            8 => {
                let window = world.plan.settle_seconds * 1000;
                let most = if chance.random_bool(0.8) { window } else { window * 6 };
                (Mood::Late { ms: chance.random_range(100..most) }, Some((8, Point::P4)))
            }
            9 => {
                let kinds: &[&str] = match point {
                    Some(Point::P6) => &["truncate"],
                    Some(Point::P5) => &["html", "not_json", "wrong_shape"],
                    _ => &["html", "not_json", "wrong_shape", "truncate"],
                };
                let kind = *kinds.choose(chance).unwrap_or(&"html");
                let point = match kind {
                    _ if read => here,
                    "truncate" => Point::P6,
                    _ => Point::P5,
                };
                fault(json!({"kind": kind}), point)
            }
            10 => fault(json!({"kind": "other_id"}), if read { here } else { Point::P5 }),
            11 => fault(
                json!({"kind": "drip", "bytes": 1, "every_ms": 1000}),
                if read { here } else { Point::P6 },
            ),
            12 => {
                let status = *[500, 502, 504, 520].choose(chance).unwrap_or(&500);
                fault(json!({"kind": "gateway", "status": status, "at": side}), there)
            }
            13 if chance.random_bool(0.5) => {
                fault(json!({"kind": "gateway", "status": 503, "at": side}), there)
            }
            13 => fault(
                json!({"kind": "throttle", "status": 503, "retry_after": wait, "at": side}),
                there,
            ),
            14 if chance.random_bool(0.3) => fault(json!({"kind": "quota"}), here),
            14 if chance.random_bool(0.3) => {
                fault(json!({"kind": "throttle", "retry_after": null}), here)
            }
            14 => fault(json!({"kind": "throttle", "retry_after": wait}), here),
            15 => {
                let status = if chance.random_bool(0.5) { 408 } else { 425 };
                fault(json!({"kind": "status", "status": status, "at": side}), there)
            }
            16 if chance.random_bool(0.5) => fault(json!({"kind": "revoke_token"}), here),
            16 => fault(json!({"kind": "unauthorized"}), here),
            17 => fault(json!({"kind": "forbidden"}), here),
            18 => {
                let status = if chance.random_bool(0.5) { 400 } else { 422 };
                let body = json!({"errors": [{"message": "not today"}]});
                fault(json!({"kind": "status", "status": status, "body": body}), here)
            }
            19 => fault(json!({"kind": "not_found"}), here),
            20 => {
                let status = *[409, 412, 423].choose(chance).unwrap_or(&409);
                fault(json!({"kind": "locked", "status": status}), here)
            }
            21 => fault(json!({"kind": "redirect", "at": side}), there),
            24 => fault(json!({"kind": "partial", "keep": 0.6}), Point::P5),
            25 => fault(json!({"kind": "stale_read"}), here),
            _ => (Mood::Well, None),
        }
    }

    fn settled(&self, asked: &Asked) {
        let mut book = self.world.book();
        match asked.kind {
            Kind::Token => {
                if let Some(count) = book.tokens_in_flight.get_mut(&self.desk) {
                    *count = count.saturating_sub(1);
                }
            }
            Kind::Write => {
                if let Some(local_id) = asked.local_id {
                    book.in_flight.remove(&(self.desk, local_id));
                }
            }
            Kind::Read => {}
        }
    }

    /// Killed right here, where this seed is to meet that.
    async fn may_die(&self, point: Point) {
        if self.world.takes((1, point)) {
            self.life.kill();
            std::future::pending::<()>().await;
        }
    }

    /// What this seed is to meet while a write is on its way.
    fn meanwhile(&self, asked: &Asked) {
        let world = &self.world;
        if world.takes((28, Point::P4))
            && let Some(id) = &asked.server_id
        {
            world.edited_by_hand(id);
        }
        for (row, blow) in
            [(38, Blow::Clock { by_ms: -3_600_000 }), (39, Blow::Stop { ms: 30_000 })]
        {
            if world.takes((row, Point::P4)) {
                world.strike(self.desk, &self.life, blow, Point::P4);
            }
        }
    }

    async fn pause(&self) {
        let ms = self.world.chance().random_range(1..60);
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

fn email_of(record: &customer::Record) -> Option<String> {
    let way = record.channels.iter().find(|way| way.value.contains('@'))?;
    Some(way.value.to_lowercase())
}

/// The address without the ids of people.
fn route(target: &str) -> String {
    target.split('?').next().unwrap_or_default().to_owned()
}

/// Whatever becomes of whoever waits for the answer, the request is no longer under way.
struct Under<'a> {
    wire: &'a Wire,
    asked: Asked,
}

impl Drop for Under<'_> {
    fn drop(&mut self) {
        self.wire.settled(&self.asked);
    }
}

#[async_trait]
impl Carrier for Wire {
    async fn carry(&self, sent: Sent) -> Result<Came, Lost> {
        if self.life.is_killed() {
            std::future::pending::<()>().await;
        }
        let under = Under { wire: self, asked: self.look(&sent) };
        let asked = &under.asked;
        self.may_die_before(asked).await;
        self.check(&sent, asked);
        self.looks(asked);
        let mood = self.struck(&sent, asked);
        self.leaves(asked, &mood).await?;
        if let Mood::Late { ms } = mood {
            return Err(self.asked_late(sent, asked, ms).await);
        }
        self.reads(asked, &mood);
        let reply = self.asked_now(&sent, asked, &mood).await;
        let ends = self.ends_soon(asked);
        self.pause().await;
        let mut came = self.comes(reply, &sent, asked).await;
        let said = came.as_ref().map_or(0, |came| came.status);
        self.world.note(&format!("d{} … {said}{}", self.desk, if ends { " †" } else { "" }));
        if let Ok(came) = &mut came {
            self.heard(came, asked);
            if planted::is(Bug::IgnoreRetryAfter) {
                came.headers.retain(|(name, _)| name != "retry-after");
            }
        }
        let was_a_write = asked.kind == Kind::Write;
        drop(under);
        if was_a_write {
            self.may_die(Point::P7).await;
        }
        came
    }

    async fn reach(&self, patience: Duration) -> bool {
        match self.outage() {
            Some(Outage::Refused) => false,
            Some(Outage::Swallowed) => {
                tokio::time::sleep(patience).await;
                false
            }
            _ => true,
        }
    }
}

/// A request's way, step by step.
impl Wire {
    async fn may_die_before(&self, asked: &Asked) {
        match (asked.kind, asked.state) {
            (Kind::Write, _) if !asked.again => self.may_die(Point::P3).await,
            (Kind::Read, Some(State::Preflight)) => self.may_die(Point::P2).await,
            (Kind::Read, Some(State::Reconciling)) => self.may_die(Point::P8).await,
            _ => {}
        }
    }

    /// Whoever is to be made is looked for first: when that was.
    fn looks(&self, asked: &Asked) {
        let world = &self.world;
        if let (Kind::Read, Some(op), true) = (asked.kind, asked.op, asked.creates) {
            let now = world.begin + world.elapsed();
            world.book().looked.entry(op).or_insert(now);
            if !asked.again && world.plan.rules["index_lag_ms"]["keyloop"] != 0 {
                world.met(22, Point::P2);
            }
        }
    }

    /// What becomes of it, written down.
    fn struck(&self, sent: &Sent, asked: &Asked) -> Mood {
        let world = &self.world;
        let (mood, cell) = self.mood(asked);
        if let Some((row, point)) = cell {
            let mut book = world.book();
            book.cells.met(row, point);
            if let Some(op) = asked.op {
                book.rows.entry(op).or_default().insert(row);
            }
        }
        let op = asked.op.map(|op| op.simple().to_string()).unwrap_or_default();
        let short = op.get(20..).unwrap_or_default();
        world.note(&format!(
            "d{} {} {} {short} {cell:?}",
            self.desk,
            sent.method,
            route(&sent.target)
        ));
        mood
    }

    /// As far as the dealer's door; not every request comes there.
    async fn leaves(&self, asked: &Asked, mood: &Mood) -> Result<(), Lost> {
        match mood {
            Mood::NotSent { after } => {
                tokio::time::sleep(*after).await;
                self.pause().await;
                return Err(Lost::NotSent);
            }
            Mood::Untrusted => {
                self.pause().await;
                return Err(Lost::Untrusted(Certificate::UnknownIssuer));
            }
            _ => {}
        }
        if let (Kind::Write, Some(op)) = (asked.kind, asked.op) {
            *self.world.book().left.entry(op).or_default() += 1;
        }
        self.pause().await;
        if self.ends_now(asked) {
            self.life.ends_in(1);
            self.life.turn().await;
        }
        if asked.kind == Kind::Write {
            self.may_die(Point::P4).await;
            self.meanwhile(asked);
        }
        if matches!(mood, Mood::Cut) {
            self.pause().await;
            return Err(Lost::Closed);
        }
        Ok(())
    }

    fn ends_now(&self, asked: &Asked) -> bool {
        let world = &self.world;
        asked.kind == Kind::Write && world.is_bad() && {
            let mut chance = world.chance();
            let dies = chance.random_bool(world.plan.kill_after_write);
            dies && chance.random_bool(0.4)
        }
    }

    /// Carried out when nobody waits for it any more.
    async fn asked_late(&self, sent: Sent, asked: &Asked, ms: u64) -> Lost {
        let there = Arc::clone(&self.world);
        if let Some(op) = asked.op {
            let mut book = there.book();
            book.pending += 1;
            if ms > there.plan.settle_seconds * 1000 {
                book.late.insert(op);
            }
        }
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            there.dealer.ask(&sent.method, &sent.target, &sent.headers, sent.body).await;
            there.note("carried out late");
            there.book().pending -= 1;
        });
        self.pause().await;
        Lost::Closed
    }

    /// What a read will show, for the oracle.
    fn reads(&self, asked: &Asked, mood: &Mood) {
        let (Kind::Read, Some(op)) = (asked.kind, asked.op) else { return };
        let mut book = self.world.book();
        match mood {
            Mood::Fault(fault) if fault["kind"] == "stale_read" => {
                book.stale.insert(op);
            }
            Mood::Well => {
                let at = self.world.dealer.last_effect();
                book.reads.entry(op).or_default().push(at);
            }
            _ => {}
        }
    }

    async fn asked_now(&self, sent: &Sent, asked: &Asked, mood: &Mood) -> Reply {
        let there = Arc::clone(&self.world);
        let (method, target, body) = (sent.method.clone(), sent.target.clone(), sent.body.clone());
        let mut headers = sent.headers.clone();
        if let Mood::Fault(fault) = mood {
            headers.push(("x-sandbox-fault".to_owned(), fault.to_string()));
        }
        // A task of its own: a client that goes away does not stop what a server would finish.
        let answering =
            tokio::spawn(async move { there.dealer.ask(&method, &target, &headers, body).await });
        let reply = answering.await.unwrap_or(Reply::Cut);
        if asked.kind == Kind::Write {
            self.may_die(Point::P5).await;
        }
        reply
    }

    /// Whether the desk is about to end, behind a write that was answered.
    fn ends_soon(&self, asked: &Asked) -> bool {
        let world = &self.world;
        if asked.kind != Kind::Write || !world.is_bad() {
            return false;
        }
        let turns = {
            let mut chance = world.chance();
            let ends = chance.random_bool(world.plan.kill_after_write);
            ends.then(|| chance.random_range(1..9))
        };
        turns.is_some_and(|turns: u64| {
            self.life.ends_in(turns);
            true
        })
    }

    /// As much of the reply as comes through.
    async fn comes(&self, reply: Reply, sent: &Sent, asked: &Asked) -> Result<Came, Lost> {
        let write = asked.kind == Kind::Write;
        match reply {
            Reply::Cut if planted::is(Bug::TransportResends) && write => {
                self.once_more(asked, sent).await
            }
            Reply::Cut => Err(Lost::Closed),
            Reply::Silence => {
                tokio::time::sleep(READ).await;
                Err(Lost::Silent { status: None })
            }
            Reply::Broken { status } => Err(Lost::Cut { status }),
            Reply::Slow { ms, status, .. } if Duration::from_millis(ms) > TOTAL => {
                tokio::time::sleep(TOTAL / 2).await;
                if write {
                    self.may_die(Point::P6).await;
                }
                tokio::time::sleep(TOTAL / 2).await;
                Err(Lost::Silent { status: Some(status) })
            }
            Reply::Slow { ms, status, headers, body } => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok(Came { status, headers, body })
            }
            Reply::Whole { status, headers, body } => Ok(Came { status, headers, body }),
        }
    }

    /// As a connection pool does it that sends again what it may not.
    async fn once_more(&self, asked: &Asked, sent: &Sent) -> Result<Came, Lost> {
        if let Some(op) = asked.op {
            *self.world.book().left.entry(op).or_default() += 1;
        }
        let (method, target) = (&sent.method, &sent.target);
        match self.world.dealer.ask(method, target, &sent.headers, sent.body.clone()).await {
            Reply::Whole { status, headers, body } => Ok(Came { status, headers, body }),
            _ => Err(Lost::Closed),
        }
    }

    /// What the answer asks of everything that follows.
    fn heard(&self, came: &Came, asked: &Asked) {
        let header = |wanted: &str| {
            let mut of = came.headers.iter().filter(|(name, _)| name == wanted);
            of.next().map(|(_, value)| value.clone())
        };
        if came.status == 401
            && let (Kind::Write, Some(op)) = (asked.kind, asked.op)
        {
            *self.world.book().unauthorized.entry(op).or_default() += 1;
        }
        let Some(wait) = header("retry-after") else { return };
        let wait = match wait.parse::<u64>() {
            Ok(seconds) => Duration::from_secs(seconds),
            // As the sandbox writes a date: two seconds from now, of which one may be cut off.
            Err(_) => Duration::from_secs(1),
        };
        self.world.count("told to wait");
        let place = &self.world.places[self.desk];
        *place.told_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let mut until = place.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Some(Instant::now() + wait));
    }
}
