//! A desk that the network has not let in for too long: what it knew is gone, what waits is not, and
//! nobody but whoever has the phrase can read it. The clock is set by hand.

use crate::bench::unlike;
use customer::Record;
use desk::clock::Clock;
use desk::wipe::{Wipe, wipe};
use desk::{Config, Created, Desk, Failure, Start, credentials, key_store, lost, recover};
use jiff::{SignedDuration, Timestamp};
use keys::Name;
use outbox::Origin;
use sandbox::{Options, Sandbox};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::theirs::Source;
use uuid::Uuid;

struct ByHand(Mutex<Timestamp>);

#[expect(clippy::disallowed_methods, reason = "waits go by the machine's clock, dates by hand")]
impl Clock for ByHand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn monotonic(&self) -> Instant {
        Instant::now()
    }

    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

struct Place {
    sandbox: Sandbox,
    clock: Arc<ByHand>,
    folder: tempfile::TempDir,
    days: Option<u32>,
}

impl Place {
    /// The network stands and is cut off.
    async fn of(days: Option<u32>) -> Self {
        let options = Options { customers: 20, seed: 7, ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        sandbox.cut(true);
        let clock = Arc::new(ByHand(Mutex::new("2026-11-22T10:00:00Z".parse().unwrap())));
        let folder = tempfile::tempdir().unwrap();
        let place = Self { sandbox, clock, folder, days };
        let start = place.start();
        let wanted = start.config.network.clone().unwrap();
        let text = json!({"client_id": "desk", "client_secret": "desk-secret"}).to_string();
        let kept = credentials::parse(&wanted, &text).unwrap();
        credentials::keep(&*place.keys(), &wanted, &kept).unwrap();
        place
    }

    fn start(&self) -> Start {
        let days = self.days.map_or_else(String::new, |days| format!("dead_man_days = {days}"));
        let config = Config::parse(&format!(
            "network = \"keyloop\"\n[keyloop]\nbase_url = \"{}\"\nenterprise_id = \"sample\"\n\
             store_id = \"sample\"\ndms = \"autoline\"\n[keys]\nstore = \"file\"\n[privacy]\n{days}",
            self.sandbox.base_url()
        ));
        Start {
            config: config.unwrap(),
            config_path: self.folder.path().join("showroom.toml"),
            data_dir: self.data(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
        }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn keys(&self) -> Arc<dyn keys::KeyStore> {
        key_store(&self.start().config, &self.data()).unwrap()
    }

    async fn opens(&self) -> Result<Arc<Desk>, Failure> {
        let start = self.start();
        let desk = tokio::task::spawn_blocking(move || Desk::start(start)).await.unwrap();
        desk.map(Arc::new)
    }

    async fn open(&self) -> Arc<Desk> {
        self.opens().await.unwrap()
    }

    fn passes(&self, span: SignedDuration) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.checked_add(span).unwrap();
    }

    /// The desk lies switched off, is opened and stays open until it looks.
    async fn lies(&self, days: i64) -> bool {
        self.passes(SignedDuration::from_hours(24 * days));
        let desk = self.open().await;
        assert!(!desk.is_overdue().await, "the clock may have been set");
        self.passes(SignedDuration::from_hours(1));
        desk.is_overdue().await
    }

    /// Nobody used the desk for fifteen days, and it was open or closed for hours only.
    fn is_late(&self, desk: &Desk) {
        let counted = json!({"seconds": 15 * 24 * 3600, "seen": self.clock.now()});
        desk.store.mine.set_setting("dead_man", &counted).unwrap();
    }

    /// The network answers everything so.
    async fn answers(&self, how: &str) {
        let fault = json!({"match": {"method": "GET"}, "kind": how});
        let faults = format!("{}/_sandbox/faults", admin(&self.sandbox));
        let asked = reqwest::Client::new().post(faults).json(&fault).send().await;
        asked.unwrap().error_for_status().unwrap();
    }

    fn lost(&self) -> Value {
        lost::report(&self.start())
    }
}

/// Somebody the network answered with, or whom an export held.
fn knows(desk: &Desk, n: u32, source: Source) {
    let record = Record { id: Some(format!("01-{n}")), ..unlike(n) };
    desk.store.theirs.put(&[record], desk.clock.now(), source).unwrap();
}

async fn saves(desk: &Arc<Desk>, n: u32) -> Uuid {
    match desk.create(unlike(n), &[], true, None, Origin::Staff).await.unwrap() {
        Created::Queued(entry) => entry.op_id,
        Created::Candidates(..) => panic!("nobody is like them"),
    }
}

fn audit(desk: &Desk) -> Vec<String> {
    let acts = desk.store.mine.acts(None, 100).unwrap();
    acts.into_iter().map(|act| act.what).filter(|what| what.contains("away too long")).collect()
}

async fn problems(desk: &Arc<Desk>) -> Vec<&'static str> {
    let problems = desk.health().await.unwrap().problems;
    let codes = problems.iter().map(desk::Problem::code);
    codes.filter(|code| ["copy_away", "outbox_open"].contains(code)).collect()
}

fn bytes(folder: &Path, name: &str) -> Option<Vec<u8>> {
    std::fs::read(folder.join(name)).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_let_go_of_unless_somebody_set_it() {
    let place = Place::of(None).await;
    knows(&*place.open().await, 1, Source::Full);
    assert!(!place.lies(400).await);
    let desk = place.open().await;
    assert_eq!((desk.store.theirs.count().unwrap(), audit(&desk)), (1, vec![]));
    assert_eq!(desk.store.mine.setting("dead_man").unwrap(), None, "nothing is counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn thirteen_days_are_nothing_and_fifteen_take_the_copy_its_key_and_the_files() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    knows(&desk, 1, Source::Full);
    drop(desk);
    assert!(!place.lies(13).await);
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 1);
    let key = place.keys().read(Name::Theirs).unwrap().unwrap();
    let before = bytes(&place.data(), "theirs.db").unwrap();
    std::fs::write(place.data().join("theirs-0123456789abcdef.db"), &before).unwrap();

    assert!(place.lies(2).await, "and two of fifteen");
    let desk = place.open().await;
    assert_eq!(desk.store.theirs.count().unwrap(), 0);
    assert!(!desk.store.rebuilt, "it was not set aside");
    let fresh = place.keys().read(Name::Theirs).unwrap().unwrap();
    assert_ne!(fresh.expose_secret(), key.expose_secret());
    assert!(!place.data().join("theirs-0123456789abcdef.db").exists(), "another dealer's too");
    assert!(!place.data().join("theirs.gone").exists());
    assert_eq!(audit(&desk).len(), 1);
    assert_eq!(desk.check_audit().unwrap().broken_at, None);
    assert_eq!(problems(&desk).await, ["copy_away", "outbox_open"], "no phrase was made");
    assert!(desk.copy_is_away().await);
    drop(desk);
    let told = place.lost();
    assert_eq!(told["dead_man"]["days"], 14, "{told}");
    assert!(told["dead_man"]["copy_gone_at"].is_string(), "{told}");
    assert_eq!(told["dead_man"]["outbox_sealed"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_one_has_open_is_not_taken_from_under_it_and_goes_once_it_is_closed() {
    let place = Place::of(Some(14)).await;
    knows(&*place.open().await, 1, Source::Full);
    place.passes(SignedDuration::from_hours(24 * 15));
    let other = place.open().await;
    assert!(!other.is_overdue().await, "the clock may have been set");
    place.passes(SignedDuration::from_hours(1));
    assert!(other.is_overdue().await);

    let desk = place.open().await;
    assert_eq!(desk.store.theirs.count().unwrap(), 1);
    assert!(audit(&desk).is_empty(), "nothing is begun either");
    knows(&other, 2, Source::Full);
    assert_eq!(desk.store.theirs.count().unwrap(), 2, "both read the same file");
    drop((desk, other));
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_lets_the_desk_in_begins_the_count_anew_and_fills_the_copy_again() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    let runner = desk.runner().await.unwrap().unwrap();
    knows(&desk, 1, Source::Full);
    place.passes(SignedDuration::from_hours(24 * 13));
    place.sandbox.cut(false);
    saves(&desk, 2).await;
    runner.until_idle(Duration::from_secs(30)).await.unwrap();
    drop((runner, desk));
    place.sandbox.cut(true);
    assert!(!place.lies(13).await, "counted from when it was let in");
    assert!(place.lost()["dead_man"]["let_in_at"].is_string());
    assert!(place.lies(2).await);
    place.sandbox.cut(false);
    let desk = place.open().await;
    assert_eq!(problems(&desk).await, ["copy_away", "outbox_open"]);
    assert_eq!(desk.health_asked().await.unwrap().network, "ready");
    assert_eq!(problems(&desk).await, Vec::<&str>::new());
    assert!(!desk.copy_is_away().await);
    knows(&desk, 1, Source::Full);
    drop(desk);
    assert!(!place.lies(13).await);
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_refused_are_nobodys_word() {
    let place = Place::of(Some(14)).await;
    let wanted = place.start().config.network.unwrap();
    let text = json!({"client_id": "desk", "client_secret": "another"}).to_string();
    let wrong = credentials::parse(&wanted, &text).unwrap();
    credentials::keep(&*place.keys(), &wanted, &wrong).unwrap();
    knows(&*place.open().await, 1, Source::Full);
    place.passes(SignedDuration::from_hours(24 * 13));
    place.sandbox.cut(false);
    let desk = place.open().await;
    assert_eq!(desk.health_asked().await.unwrap().network, "sign_in");
    let runner = desk.runner().await.unwrap().unwrap();
    saves(&desk, 2).await;
    runner.until_idle(Duration::from_secs(5)).await.unwrap();
    drop((runner, desk));
    place.passes(SignedDuration::from_hours(24 * 2));
    assert!(place.open().await.store.theirs.kept("01-1").unwrap().is_some(), "refused once");
    place.passes(SignedDuration::from_hours(1));
    let desk = place.open().await;
    assert!(desk.store.theirs.kept("01-1").unwrap().is_none(), "somebody revoked them");
    assert_eq!(audit(&desk).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_leaps_ahead_and_is_put_right_takes_nothing() {
    let place = Place::of(Some(14)).await;
    knows(&*place.open().await, 1, Source::Full);
    for days in [40, 4_000] {
        place.passes(SignedDuration::from_hours(24 * days));
        assert!(!place.open().await.is_overdue().await);
        place.passes(SignedDuration::from_hours(-24 * days));
        assert!(!place.open().await.is_overdue().await);
    }
    assert!(!place.lies(13).await);
    // Whoever sets it back takes nothing back that was counted.
    place.passes(SignedDuration::from_hours(-24 * 300));
    assert!(!place.open().await.is_overdue().await);
    assert!(place.lies(1).await);
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_opens_by_the_phrase_alone_and_is_sent_once() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    knows(&desk, 1, Source::Full);
    let op = saves(&desk, 2).await;
    let phrase = desk.make_phrase().await.unwrap();
    desk.phrase_was_written_down().await.unwrap();
    drop(desk);
    assert!(place.lies(15).await);

    for _ in 0..2 {
        assert!(matches!(place.opens().await, Err(Failure::Sealed)));
        assert!(place.keys().read(Name::Mine).unwrap().is_none());
        assert!(place.keys().read(Name::Theirs).unwrap().is_none());
        assert!(!place.data().join("theirs.db").exists());
    }
    let told = place.lost();
    assert_eq!(told["opened"], false, "{told}");
    assert!(told["outbox_sealed_at"].is_string(), "{told}");

    recover::with_phrase(&place.start(), phrase).unwrap();
    place.sandbox.cut(false);
    let desk = place.open().await;
    assert_eq!(desk.store.mine.tally().unwrap().live(), 1, "what waited is still there");
    assert_eq!((audit(&desk).len(), desk.store.rebuilt), (2, false));
    let runner = desk.runner().await.unwrap().unwrap();
    for _ in 0..2 {
        runner.until_idle(Duration::from_secs(30)).await.unwrap();
    }
    assert!(!desk.store.mine.entry(op).unwrap().unwrap().is_live());
    assert_eq!(creates(&place.sandbox).await, 1);
    assert!(!desk.is_overdue().await);
    drop((runner, desk));
    assert!(place.opens().await.is_ok(), "and stays open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrase_typed_while_the_network_is_still_away_opens_the_desk_for_good() {
    for ended_in_between in [false, true] {
        let place = Place::of(Some(14)).await;
        let desk = place.open().await;
        saves(&desk, 2).await;
        let phrase = desk.make_phrase().await.unwrap();
        desk.phrase_was_written_down().await.unwrap();
        drop(desk);
        assert!(place.lies(15).await);
        if ended_in_between {
            std::fs::write(place.data().join("mine.sealed"), place.clock.now().to_string())
                .unwrap();
        }
        assert!(matches!(place.opens().await, Err(Failure::Sealed)));
        place.passes(SignedDuration::from_hours(24 * 30));
        recover::with_phrase(&place.start(), phrase).unwrap();
        assert!(!place.lies(0).await);
        assert!(!place.lies(12).await, "counted from when it was typed");
        let told = place.lost();
        assert_eq!(told["dead_man"]["let_in_at"], Value::Null, "{told}");
        assert!(place.lies(2).await);
        assert!(matches!(place.opens().await, Err(Failure::Sealed)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_desk_that_nobody_uses_asks_every_day() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    for day in 0..16 {
        place.sandbox.cut(day >= 13);
        for _ in 0..12 {
            place.passes(SignedDuration::from_hours(2));
            assert!(!desk.is_overdue().await, "let in on the thirteenth day");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_question_that_went_unheard_takes_nothing_nor_does_a_network_that_fails() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    place.is_late(&desk);
    for minutes in [0, 30, 29] {
        place.passes(SignedDuration::from_mins(minutes));
        assert!(!desk.is_overdue().await, "for a moment");
    }
    place.sandbox.cut(false);
    place.passes(SignedDuration::from_mins(1));
    assert!(!desk.is_overdue().await);
    assert!(place.lost()["dead_man"]["let_in_at"].is_string());
    for how in ["gateway", "throttle"] {
        place.is_late(&desk);
        place.answers(how).await;
        for _ in 0..3 {
            assert!(!desk.is_overdue().await, "{how}");
            place.passes(SignedDuration::from_hours(1));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_asks_before_it_lets_go_and_again_an_hour_later() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    knows(&desk, 1, Source::Full);
    place.is_late(&desk);
    drop(desk);
    place.sandbox.cut(false);
    place.passes(SignedDuration::from_hours(1));
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 1);
    assert!(place.lost()["dead_man"]["let_in_at"].is_string(), "it was asked, and let in");
    place.is_late(&*place.open().await);
    assert_eq!(place.open().await.health_asked().await.unwrap().network, "ready", "and asks on");

    place.sandbox.cut(true);
    place.is_late(&*place.open().await);
    for (minutes, left) in [(20, 1), (20, 1), (20, 1), (20, 0)] {
        place.passes(SignedDuration::from_mins(minutes));
        assert_eq!(place.open().await.store.theirs.count().unwrap(), left, "{minutes}");
    }
}

fn admin(sandbox: &Sandbox) -> &str {
    sandbox.admin_url().trim_end_matches("/_sandbox").trim_end_matches('/')
}

async fn creates(sandbox: &Sandbox) -> usize {
    let told = reqwest::get(format!("{}/_sandbox/effects", admin(sandbox))).await.unwrap();
    let told: Value = told.json().await.unwrap();
    let effects = told["effects"].as_array().unwrap();
    let ours = |effect: &&Value| effect["source"] == "api" && effect["op"] == "create";
    effects.iter().filter(ours).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_the_computer_away_is_no_way_around_the_phrase() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    saves(&desk, 2).await;
    desk.make_phrase().await.unwrap();
    desk.phrase_was_written_down().await.unwrap();
    drop(desk);
    assert!(place.lies(15).await);
    let file = place.folder.path().join("taken.sealed");
    let words = "a long walk in Leeds".to_owned().into();
    let asked = Wipe { sealed: Some((file.clone(), words)), despite_unsent: true };
    assert!(matches!(wipe(&place.start(), &asked), Err(Failure::Sealed)));
    assert!(!file.exists());
    let asked = Wipe { sealed: None, despite_unsent: true };
    assert_eq!(wipe(&place.start(), &asked).unwrap().left, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrase_that_was_shown_and_not_kept_seals_nothing() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    saves(&desk, 2).await;
    desk.make_phrase().await.unwrap();
    drop(desk);
    assert!(place.lies(15).await);
    let desk = place.open().await;
    assert_eq!(problems(&desk).await, ["copy_away", "outbox_open"]);
    assert_eq!(desk.store.mine.tally().unwrap().live(), 1);
    let here = desk.store.theirs.count().unwrap();
    assert_eq!(here, 1, "whom only this desk knows is found as long as they wait");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_loaded_stays_until_its_own_date() {
    let place = Place::of(Some(14)).await;
    let desk = place.open().await;
    knows(&desk, 1, Source::Full);
    knows(&desk, 2, Source::Import);
    let aside = place.data().join("theirs-0123456789abcdef.db");
    std::fs::write(&aside, "another dealer's").unwrap();
    drop(desk);
    assert!(place.lies(15).await);
    let desk = place.open().await;
    assert!(desk.store.theirs.kept("01-1").unwrap().is_none());
    assert!(desk.store.theirs.kept("01-2").unwrap().is_some());
    assert!(!aside.exists());
    assert_eq!(audit(&desk).len(), 1);
    // As `import_days` says it, whenever that is looked at.
    let over = place.clock.now().as_millisecond() - 1;
    desk.store.theirs.set_facts(&[("import_until", Some(over))]).unwrap();
    drop(desk);
    assert!(place.lies(15).await);
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ended_in_between_finishes_at_the_next_start_and_a_desk_that_runs_is_left() {
    let place = Place::of(Some(14)).await;
    knows(&*place.open().await, 1, Source::Full);
    std::fs::write(place.data().join("theirs.gone"), "").unwrap();
    std::fs::write(place.data().join("mine.sealed"), "").unwrap();
    let lock = std::fs::File::create(place.data().join("mine.lock")).unwrap();
    lock.try_lock().unwrap();
    assert_eq!(place.open().await.store.theirs.count().unwrap(), 1, "another one is at it");
    drop(lock);
    let desk = place.open().await;
    assert_eq!(desk.store.theirs.count().unwrap(), 0);
    assert!(!place.data().join("theirs.gone").exists());
    assert_eq!(desk.store.mine.tally().unwrap().live(), 0, "no phrase: its key was not taken");
}
