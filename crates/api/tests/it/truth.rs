//! No green light that lies: whatever happens to the entries, the strip and the badges say what the
//! tables say.

use crate::window::Desk;
use api::views::StatusView;
use customer::{Record, Section};
use desk::clock::{Clock, SystemClock};
use keys::{FileKeys, Name, data_key};
use outbox::{Body, Conflict, Entry, Event, Origin};
use serde_json::{Value, json};
use std::sync::Arc;
use store::mine::{Context, NewCreate, NewUpdate, Which};
use store::{Access, File, Key, file};
use uuid::Uuid;

const SEQUENCES: u64 = 4;
const STEPS: usize = 120;

/// The same numbers on every day: what fails once fails again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

struct Play {
    core: Arc<desk::Desk>,
    dice: Dice,
}

impl Play {
    fn context(&self) -> Context {
        Context::by_person("ana", self.core.clock.now())
    }

    fn new_id(&self) -> Uuid {
        SystemClock.new_id()
    }

    fn save(&mut self, dealer: &str) {
        let mut record = Record::default();
        record.names.family_name = Some(format!("Sousa{}", self.dice.roll(1000)));
        let new = NewCreate {
            op_id: self.new_id(),
            local_id: self.new_id(),
            draft_id: None,
            dealer: dealer.to_owned(),
            record,
            ruled_out: vec![],
            incomplete_accepted: false,
            verdicts: vec![],
            author: "ana".into(),
            origin: Origin::Staff,
            at: self.core.clock.now(),
        };
        self.core.store.mine.queue_create(new).unwrap();
    }

    /// Of somebody the network knows, or of somebody who was saved here.
    fn change(&mut self, of: Option<&Entry>) {
        let new = NewUpdate {
            op_id: self.new_id(),
            local_id: of.map_or_else(|| self.new_id(), |entry| entry.local_id),
            server_id: of.is_none().then(|| format!("01-{}", self.dice.roll(1_000_000))),
            draft_id: None,
            dealer: self.core.dealer(),
            section: Section::Names,
            base: json!({"givenName": "Maria"}),
            wanted: json!({"givenName": format!("Mariana{}", self.dice.roll(1000))}),
            author: "ana".into(),
            origin: Origin::Staff,
            at: self.core.clock.now(),
        };
        self.core.store.mine.queue_update(new).unwrap();
    }

    fn event(&mut self) -> Event {
        let id = format!("02-{}", self.dice.roll(1_000_000));
        let note = "the network failed".to_owned();
        let names = |given: &str| json!({"givenName": given});
        let conflicts = vec![Conflict {
            field: "names.givenName".into(),
            base: json!("Maria"),
            mine: json!("Mariana"),
            theirs: json!("Marie"),
        }];
        let all = [
            Event::StartPreflight,
            Event::Cleared { seen: vec![] },
            Event::Send,
            Event::Accepted { id: Some(id.clone()), warnings: vec![] },
            Event::Accepted { id: None, warnings: vec![] },
            Event::Unknown { note: note.clone() },
            Event::StartCheck,
            Event::FoundNone { settled: true },
            Event::Adopt { id: id.clone() },
            Event::Landed,
            Event::NotLanded { settled: true },
            Event::FoundSeveral { ids: vec![id.clone()] },
            Event::Candidates { ids: vec![id.clone()], note: None },
            Event::Clash { conflicts, merged: names("Marie"), theirs: names("Marie") },
            Event::Resolved { body: Body::Update { base: names("Marie"), wanted: names("Mia") } },
            Event::Refused { refusals: vec![] },
            Event::Forbidden { note: note.clone() },
            Event::NotWritten,
            Event::Throttled { after_ms: Some(9) },
            Event::Locked,
            Event::Gone,
            Event::AlreadyThere,
            Event::ReadFailed { note },
            Event::Restarted { not_written: false },
            Event::Permitted,
            Event::Reopened,
            Event::Retry,
            Event::Different,
            Event::Use { id },
            Event::Cancel { why: "no".into() },
            Event::Moved { why: "sealed".into() },
        ];
        let at = self.dice.roll(all.len());
        all.into_iter().nth(at).unwrap()
    }

    /// Something happens, or cannot happen to that entry as it is.
    fn step(&mut self) {
        let entries = self.core.store.mine.entries(Which::Live).unwrap();
        let of = match entries.len() {
            0 => None,
            some => entries.get(self.dice.roll(some)),
        };
        let mine = &self.core.store.mine;
        let context = self.context();
        match (self.dice.roll(20), of) {
            (0 | 1, _) | (_, None) => {
                let dealer = self.core.dealer();
                self.save(&dealer);
            }
            (2, _) => self.change(None),
            (3, of) => self.change(of.filter(|entry| entry.dealer == self.core.dealer())),
            (4, _) => self.save("somebody else"),
            (5, Some(entry)) => drop(mine.hold(entry.op_id, None, "the test drive", &context)),
            (6, Some(entry)) => drop(mine.release(entry.op_id, &context)),
            (8, _) => {
                let all = mine.entries(Which::All).unwrap();
                let twin = format!("03-{}", self.dice.roll(1_000_000));
                let of = &all[self.dice.roll(all.len())];
                drop(mine.twins_checked(of.op_id, vec![twin], &context));
            }
            (7, _) if self.dice.roll(6) == 0 => drop(mine.folder_restored(&context)),
            (_, Some(entry)) => {
                let event = self.event();
                drop(self.core.store.mine.record(entry.op_id, &event, &context));
            }
        }
    }
}

/// Counted by hand, from the rows.
fn counted(desk: &Desk, dealer: &str) -> [u32; 5] {
    let data = desk.folder().join("data");
    let key = data_key(&FileKeys::new(&data), Name::Mine).unwrap().unwrap();
    let db = file::open(&data, File::Mine, &Key::new(*key), Access::ReadOnly).unwrap();
    let count = |filter: &str| -> u32 {
        let sql = format!("SELECT count(*) FROM op WHERE dealer = ?1 AND {filter}");
        db.query_row(&sql, [dealer], |row| row.get(0)).unwrap()
    };
    // Second copies that nobody has looked at need somebody too.
    let twins = "SELECT count(*) FROM duplicate WHERE source = 'twin' AND solved IS NULL";
    let twins: u32 = db.query_row(twins, [], |row| row.get(0)).unwrap();
    [
        count("state IN ('queued', 'preflight')"),
        count("state = 'queued' AND op_id IN (SELECT op_id FROM held)"),
        count("state = 'sending'"),
        count("state IN ('ambiguous', 'reconciling')"),
        count("state IN ('parked', 'conflict', 'review')") + twins,
    ]
}

fn told(view: &StatusView) -> [u32; 5] {
    [view.waiting, view.held, view.sending, view.checking, view.needs_person]
}

async fn status(desk: &Desk) -> StatusView {
    serde_json::from_value(desk.call("status", Value::Null).await).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_the_strip_says_what_the_tables_say() {
    let mut met = [0; 5];
    for seed in 1..=SEQUENCES {
        let mut desk = Desk::open().await;
        let mut play = Play { core: desk.desk().await, dice: Dice(seed) };
        for step in 0..STEPS {
            play.step();
            let stored = counted(&desk, &play.core.dealer());
            assert_eq!(told(&status(&desk).await), stored, "sequence {seed}, step {step}");
            for (met, stored) in met.iter_mut().zip(stored) {
                *met += stored;
            }
            if step == STEPS / 2 {
                let Play { core, dice } = play;
                drop(core);
                desk.host.close().await;
                desk = desk.restart().await;
                play = Play { core: desk.desk().await, dice };
            }
        }
    }
    assert!(met.iter().all(|count| *count > 0), "each of them was more than nought: {met:?}");
}
