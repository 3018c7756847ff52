//! What a window may ask: every command with arguments of any content, at a real desk with real
//! encrypted files and a network nobody answers for.

use super::files::{SETTINGS, temporary};
use super::texts::PEOPLE;
use crate::target::{Reader, Target};
use api::{ApiError, Code, Host, Window};
use customer::patch;
use desk::Config;
use desk::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::theirs::Source;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// After so many requests everything begins anew: what they store must not slow down what follows.
const FRESH_AFTER: u32 = 400;

/// Commands that are not asked, and why not.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("setup_check", "asks whatever address is typed; what it reads is `settings`"),
    ("setup_save", "the same, and it opens another desk"),
    ("rehearse", "plays a whole outage"),
    ("xray_replay", "asks a practice network"),
    ("phrase_make", "slow on purpose, and takes no arguments"),
    ("held_save", "writes into the folder of downloads; reads what `held` reads"),
    ("audit_export", "the same for `audit`"),
    ("duplicates_export", "the same for `duplicates`"),
    ("support_save", "the same for `support`"),
    ("import_refused", "the same for what `import_act` refused"),
    ("kiosk_open", "the shell's own"),
    ("kiosk_close", "the shell's own"),
    ("practise", "the shell's own"),
    ("practice_network", "cuts a practice network, and answers nothing else anywhere"),
    ("practice_reset", "the same, and takes no arguments"),
    ("release_look", "asks whatever address the IT names, who is believed in nothing unsigned"),
    ("release_install", "the shell's own"),
];

const WORDS: &[&str] = &[
    "01-1",
    "01-2",
    "@local@",
    "@op@",
    "names",
    "communication",
    "personal-details",
    "queued",
    "cancel",
    "different",
    "retry",
    "use",
    "day_first",
    "edit:@local@:names",
    "new:x",
    "start",
    "stop",
    "look",
    "drop",
    "sales",
    "AGREED",
    "DENIED",
    "en",
    "2026-11-22T10:00:00Z",
    "01900000-0000-7000-8000-000000000001",
];

pub fn targets() -> Vec<Target> {
    let from = "arguments of the windows' commands";
    vec![
        Target::quick("commands", from, || samples(&asked()), WORDS, || requests(FRESH_AFTER)),
        Target::quick("people", from, || samples(&of_people()), WORDS, || requests(60)).one_in(200),
        Target::quick(
            "kiosk",
            "what visitors hand in",
            || samples(&of_visitors()),
            WORDS,
            || requests(FRESH_AFTER),
        ),
    ]
}

/// Name and arguments of each, as a window asks it.
type Asked = Vec<(&'static str, Value)>;

fn samples(asked: &[(&str, Value)]) -> Vec<Vec<u8>> {
    let whole = |(name, request): &(&str, Value)| json!({ "command": name, "request": request });
    asked.iter().map(|one| whole(one).to_string().into_bytes()).collect()
}

fn person() -> Value {
    serde_json::from_str(PEOPLE[0]).unwrap_or_default()
}

pub fn asked() -> Asked {
    let draft = "01900000-0000-7000-8000-000000000001";
    let channels = json!([{ "kind": "phone", "use": "home", "line": "mobile", "value": "0170 5550143", "consent": { "call": "DENIED" } }]);
    vec![
        ("boot", json!({})),
        ("status", json!({})),
        ("setup", json!({})),
        (
            "search",
            json!({ "text": "sou 4417", "generation": 1, "flips": [{ "index": 0, "meaning": "phone" }] }),
        ),
        ("search_network", json!({ "text": "sousa", "generation": 2, "flips": [] })),
        ("recent", json!({})),
        ("open", json!({ "id": "01-1" })),
        ("slip", json!({ "id": "@local@" })),
        ("card_scan", json!({ "text": "XUXUBCDEFGHIKMNOPRSUX XUXUBCDEFGHIKMNOPRSUX" })),
        ("refresh", json!({ "id": "01-1" })),
        ("peek", json!({ "id": "@local@" })),
        ("advise", json!({ "record": person() })),
        ("statement", json!({})),
        (
            "save_section",
            json!({ "local_id": "@local@", "section": "names", "value": { "givenName": "Mia", "title": null }, "draft": draft }),
        ),
        (
            "save_section",
            json!({ "local_id": "@local@", "section": "communication", "value": channels, "draft": draft, "statement": { "version": "2026-11", "language": "de" } }),
        ),
        ("decide", json!({ "record": person(), "local_only": true, "generation": 1 })),
        (
            "create",
            json!({ "draft": draft, "record": person(), "different_from": ["01-1"], "reasons": { "01-1": "relative" }, "despite_candidates": true }),
        ),
        ("outbox", json!({ "all": true })),
        ("outbox_act", json!({ "op_id": "@op@", "act": { "do": "cancel", "reason": "x" } })),
        (
            "outbox_act",
            json!({ "op_id": "@op@", "act": { "do": "hold", "because": "x", "until": "2026-11-22T10:00:00Z" } }),
        ),
        (
            "outbox_act",
            json!({ "op_id": "@op@", "act": { "do": "resolve", "fields": [{ "field": "names.givenName", "side": "mine" }] } }),
        ),
        ("outbox_act", json!({ "op_id": "@op@", "act": { "do": "here", "here": true } })),
        ("timeline", json!({ "op_id": "@op@" })),
        ("sync_now", json!({})),
        ("draft_save", json!({ "key": "edit:@local@:names", "value": { "record": person() } })),
        ("drafts", json!({})),
        ("draft_drop", json!({ "key": "new:x" })),
        ("submissions", json!({})),
        ("submission_review", json!({ "id": draft })),
        (
            "submission_close",
            json!({ "id": draft, "outcome": "accepted", "used": "01-1", "reason": "x" }),
        ),
        (
            "receipt_keep",
            json!({ "record": person(), "shown": ["01-1"], "said": "use", "chosen": "01-1", "reason": "relative", "network": "answered", "complete": true }),
        ),
        ("receipts", json!({ "about": "01-1", "before": 7 })),
        ("receipt", json!({ "id": draft })),
        ("receipt_replay", json!({ "id": draft })),
        ("verdicts", json!({ "about": "01-1" })),
        ("verdict_revoke", json!({ "one": "01-1", "other": "01-2" })),
        ("duplicates", json!({})),
        ("duplicates_scan", json!({ "act": "start" })),
        ("duplicates_check", json!({})),
        ("duplicate_note", json!({ "one": "01-1", "other": "01-2" })),
        (
            "lab_measure",
            json!({ "pairs": "id,id,label\n01-1,01-2,same\n01-2,01-3,different\n", "a": PEOPLE[0], "b": PEOPLE[1] }),
        ),
        ("lab_past", json!({ "use_from": 7.4, "ask_from": 1.0 })),
        ("policy", json!({})),
        ("policy_save", json!({ "thresholds": { "use_from": 7.4, "ask_from": 1.0 } })),
        ("health", json!({})),
        ("forget", json!({ "id": "01-2", "unsent": "cancel", "reason": "x" })),
        ("held", json!({ "id": "01-1" })),
        ("audit", json!({ "before": 9 })),
        ("overview", json!({ "days": 30 })),
        ("self_check", json!({})),
        ("self_check_although", json!({ "points": ["exit_pin"], "reason": "x" })),
        ("self_check_escapes", json!({ "outcomes": { "alt_tab": "nothing" } })),
        ("kiosk_help_answer", json!({})),
        ("support", json!({})),
        ("xray", json!({})),
        ("phrase_kept", json!({})),
        (
            "import_piece",
            json!({ "name": "kunden.csv", "at": 0, "data": "TnI7TmFjaG5hbWU7R2VidXJ0c2RhdHVtCjc7Vm9zczswMi8wMy8xOTgwCg==" }),
        ),
        ("import_look", json!({ "columns": { "Nr": "id" }, "dates": "day_first" })),
        ("import_act", json!({ "act": "start" })),
        (
            "licence_read",
            json!({ "text": "@\n\u{1e}\rANSI 636014080002DL00410278DLDCSQUENNELL\nDACHARRIET\nDBB04171988\n" }),
        ),
    ]
}

pub fn of_people() -> Asked {
    vec![
        ("people", json!({})),
        ("people_save", json!({ "name": "Ana", "role": "admin", "pin": "493817" })),
        (
            "people_save",
            json!({ "id": "01900000-0000-7000-8000-000000000001", "name": "Bo", "role": "sales" }),
        ),
        ("people_unlock", json!({ "id": "01900000-0000-7000-8000-000000000001", "pin": "493817" })),
        ("people_lock", json!({})),
        ("people_remove", json!({ "id": "01900000-0000-7000-8000-000000000001" })),
        ("people_forgive", json!({})),
        ("kiosk_leave", json!({ "pin": "493817", "look": true })),
    ]
}

pub fn of_visitors() -> Asked {
    let card = json!({
        "draft": "01900000-0000-7000-8000-000000000001", "language": "en", "statement": "2026-11",
        "given_name": "Maria", "family_name": "Sousa", "preferred_name": "Mia", "phone": "07911 123456", "email": "maria@sousa.example",
        "address": { "house_number": "4", "street": "Elm Road", "city": "Leeds", "postal_code": "LS1 1AA", "country_code": "GB" },
        "consent": { "call": "AGREED", "text": "DENIED", "email": "UNKNOWN", "post": "AGREED" },
        "reason": "sales", "plate": "AB12 CDE",
    });
    vec![
        (
            "kiosk_form",
            json!({ "scan": "@\n\u{1e}\rANSI 636014080002DL00410278DLDCSQUENNELL\nDACHARRIET\nDBB04171988\n" }),
        ),
        ("kiosk_submit", card),
        ("kiosk_form", json!({ "card": "01900000-0000-7000-8000-000000000001" })),
        ("kiosk_help", json!({ "rung": true })),
    ]
}

/// A window's core in a folder.
pub struct Fixture {
    runtime: Runtime,
    host: Arc<Host>,
    /// What the samples cannot know beforehand.
    names: Vec<(&'static str, String)>,
}

impl Fixture {
    /// `None` only where the computer itself is in the way; a folder that cannot be opened is a
    /// locked desk.
    pub fn open_in(folder: &Path) -> Option<Self> {
        let config = folder.join("showroom.toml");
        if !config.exists() {
            std::fs::write(&config, SETTINGS).ok()?;
            // With them the desk marks the folder as its own, and asks a network nobody is at.
            let set_up = Config::read(&config).ok()?;
            let keys = desk::key_store(&set_up, &folder.join("data")).ok()?;
            let network = set_up.network.as_ref()?;
            let credentials = r#"{"client_id":"desk","client_secret":"x"}"#;
            let credentials = desk::credentials::parse(network, credentials).ok()?;
            desk::credentials::keep(&*keys, network, &credentials).ok()?;
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let (policy, data) = (folder.join("policy.toml"), folder.join("data"));
        let host = runtime.block_on(Host::start_under(policy, config, data, Arc::new(SystemClock)));
        let mut fixture = Self { runtime, host, names: Vec::new() };
        fixture.know_people();
        Some(fixture)
    }

    fn know_people(&mut self) {
        let Ok(open) = self.runtime.block_on(self.host.opened()) else { return };
        let people = PEOPLE.iter().filter_map(|one| patch::parse_record(one.as_bytes()).ok());
        let people: Vec<_> = people.filter(|one| one.id.is_some()).collect();
        let now = SystemClock.now();
        let Ok(kept) = open.desk.store.theirs.put(&people, now, Source::Full) else { return };
        let Some(first) = kept.first() else { return };
        self.names.push(("@local@", first.local_id.to_string()));
        let made = json!({
            "command": "save_section",
            "request": {
                "local_id": first.local_id, "section": "names", "value": { "givenName": "Mara" },
                "draft": SystemClock.new_id(),
            },
        });
        let made = self.ask(&made).and_then(|made| made["op_id"].as_str().map(str::to_owned));
        self.names.extend(made.map(|op_id| ("@op@", op_id)));
    }

    /// `None` where it was refused.
    pub fn ask(&self, asked: &Value) -> Option<Value> {
        self.answer(asked).ok()
    }

    fn answer(&self, asked: &Value) -> Result<Value, ApiError> {
        let command = asked["command"].as_str().unwrap_or_default().to_owned();
        let window = if command.starts_with("kiosk_") && command != "kiosk_help_answer" {
            Window::Kiosk
        } else {
            Window::Desk
        };
        let answer = self.host.call(window, &command, asked["request"].clone());
        self.runtime.block_on(async move {
            // A command that waits for ever is one that is found by its time.
            let waited = tokio::time::timeout(Duration::from_secs(30), answer).await;
            waited.unwrap_or_else(|_| Err(ApiError::new(Code::Internal, "no answer")))
        })
    }

    /// With the ids a sample could not know.
    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (token, name)| text.replace(token, name))
    }

    pub fn close(self) {
        self.runtime.block_on(self.host.close());
        self.runtime.shutdown_timeout(Duration::from_secs(2));
    }
}

fn requests(fresh_after: u32) -> Reader {
    let mut held: Option<(Fixture, TempDir)> = None;
    let mut asked = 0;
    Box::new(move |bytes| {
        asked += 1;
        if asked % fresh_after == 0
            && let Some((old, _folder)) = held.take()
        {
            old.close();
        }
        if held.is_none() {
            held = temporary().ok().and_then(|dir| Some((Fixture::open_in(dir.path())?, dir)));
        }
        let Some((desk, _)) = &held else { return };
        let text = desk.named(&String::from_utf8_lossy(bytes));
        if let Ok(asked) = serde_json::from_str(&text) {
            drop(desk.ask(&asked));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_has_the_shape_its_command_takes() {
        let folder = temporary().expect("a folder");
        let desk = Fixture::open_in(folder.path()).expect("a desk");
        assert_eq!(desk.names.len(), 2, "there is a customer, and an entry");
        let mut misshapen = Vec::new();
        for sample in [asked(), of_people(), of_visitors()].iter().flat_map(|all| samples(all)) {
            let sample = desk.named(&String::from_utf8_lossy(&sample));
            let sample = serde_json::from_str(&sample).expect("JSON");
            if let Err(error) = desk.answer(&sample)
                && error.code == Code::BadRequest
            {
                misshapen.push(format!("{}: {}", sample["command"], error.message));
            }
        }
        desk.close();
        assert_eq!(misshapen, Vec::<String>::new());
    }
}
