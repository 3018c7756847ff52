//! Guessing at PINs on a real encrypted file, with real keys.

use super::*;
use crate::clock::SystemClock;
use jiff::Timestamp;
use keys::FileKeys;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use store::{Mode, Store};
use uuid::Uuid;

const ANA: &str = "ana";

/// Wall and own time, each moved by hand.
struct Hands {
    origin: Instant,
    forward_s: AtomicU64,
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_700_000_000).unwrap()
    }

    fn monotonic(&self) -> Instant {
        self.origin + Duration::from_secs(self.forward_s.load(Ordering::Relaxed))
    }

    fn new_id(&self) -> Uuid {
        Uuid::nil()
    }
}

/// Quick, and counts. `killed`: the process ends before the look, after its count.
#[derive(Default)]
struct Counting {
    looks: AtomicU32,
    killed: std::sync::atomic::AtomicBool,
}

impl Prove for Counting {
    fn proof(
        &self,
        pin: &SecretString,
        _salt: &[u8],
        _pepper: &[u8; 32],
    ) -> std::result::Result<Proof, keys::Failure> {
        use secrecy::ExposeSecret as _;
        if self.killed.load(Ordering::Relaxed) {
            return Err(keys::Failure::Broken { why: "ended".to_owned() });
        }
        self.looks.fetch_add(1, Ordering::Relaxed);
        let mut proof = [0; 32];
        let digits = pin.expose_secret().as_bytes();
        proof[..digits.len()].copy_from_slice(digits);
        Ok(proof)
    }
}

struct Folder {
    dir: tempfile::TempDir,
    hands: Arc<Hands>,
    counting: Arc<Counting>,
}

struct Process {
    store: Store,
    doors: Doors,
}

impl Folder {
    fn new() -> Self {
        let hands = Hands { origin: SystemClock.monotonic(), forward_s: AtomicU64::new(1_000_000) };
        let dir = tempfile::tempdir().unwrap();
        Self { dir, hands: Arc::new(hands), counting: Arc::default() }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn start(&self) -> Process {
        let data = self.data();
        let store =
            Store::open(&data, &store::Keys::new([1; 32], [2; 32]), Mode::ReadWrite).unwrap();
        let keys = Arc::new(FileKeys::marked_in(&data, &self.dir.path().join("state")));
        let doors = Doors::proving(
            keys,
            Arc::clone(&self.hands) as Arc<dyn Clock>,
            &data,
            Arc::clone(&self.counting) as Arc<dyn Prove>,
        );
        Process { store, doors }
    }

    fn pass(&self, seconds: u64) {
        self.hands.forward_s.fetch_add(seconds, Ordering::Relaxed);
    }

    fn looks(&self) -> u32 {
        self.counting.looks.load(Ordering::Relaxed)
    }
}

impl Process {
    fn set(&self, digits: &str) {
        self.doors.set(&self.store.mine, ANA, &digits.to_owned().into()).unwrap();
    }

    fn ask(&self, digits: &str) -> Answer {
        self.doors.ask(&self.store.mine, ANA, &digits.to_owned().into()).unwrap()
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_right_pin_opens_and_starts_the_count_anew() {
    let folder = Folder::new();
    let desk = folder.start();
    desk.set("483920");
    for _ in 0..5 {
        assert_eq!(desk.ask("111111"), Answer::Wrong { wait: seconds(0) });
        assert_eq!(desk.ask("111111"), Answer::Wrong { wait: seconds(0) });
        assert_eq!(desk.ask("483920"), Answer::Right { who: vec![ANA.to_owned()] });
    }
}

#[test]
fn ten_wrong_ones_shut_the_door_for_the_right_one_too_until_it_is_set_anew() {
    let folder = Folder::new();
    let desk = folder.start();
    desk.set("483920");
    let before = folder.looks();
    for _ in 0..9 {
        assert!(matches!(desk.ask("111111"), Answer::Wrong { .. }));
        folder.pass(3600);
    }
    assert_eq!(desk.ask("111111"), Answer::Stopped);
    folder.pass(1_000_000);
    assert_eq!(desk.ask("483920"), Answer::Stopped);
    assert_eq!(folder.looks() - before, 10);
    desk.set("719263");
    assert!(matches!(desk.ask("719263"), Answer::Right { .. }));
}

#[test]
fn whoever_ends_the_program_before_the_look_has_used_it_up() {
    let folder = Folder::new();
    folder.start().set("483920");
    folder.counting.killed.store(true, Ordering::Relaxed);
    for _ in 0..3 {
        let desk = folder.start();
        assert!(desk.doors.ask(&desk.store.mine, ANA, &"111111".to_owned().into()).is_err());
    }
    folder.counting.killed.store(false, Ordering::Relaxed);
    assert_eq!(folder.start().ask("483920"), Answer::Wait(seconds(30)));
}

#[test]
fn a_wait_is_served_again_in_full_by_the_next_process() {
    let folder = Folder::new();
    let desk = folder.start();
    desk.set("483920");
    for _ in 0..4 {
        desk.ask("111111");
        folder.pass(30);
    }
    assert_eq!(desk.ask("483920"), Answer::Wait(seconds(30)));
    drop(desk);
    folder.pass(1_000_000);
    let desk = folder.start();
    assert_eq!(desk.ask("483920"), Answer::Wait(seconds(60)));
    folder.pass(60);
    assert!(matches!(desk.ask("483920"), Answer::Right { .. }));
}

#[test]
fn a_file_copied_back_forgets_nothing_and_an_older_pin_opens_nothing() {
    let folder = Folder::new();
    let desk = folder.start();
    desk.set("483920");
    let (file, copy) = (folder.data().join("mine.db"), folder.dir.path().join("copy.db"));
    std::fs::copy(&file, &copy).unwrap();
    for _ in 0..3 {
        desk.ask("111111");
    }
    drop(desk);
    std::fs::copy(&copy, &file).unwrap();
    let desk = folder.start();
    assert_eq!(desk.ask("111111"), Answer::Wait(seconds(30)));
    desk.set("719263");
    drop(desk);
    std::fs::copy(&copy, &file).unwrap();
    assert_eq!(folder.start().ask("483920"), Answer::Stopped);
}

#[test]
fn the_kiosk_asks_for_anybodys_pin_and_has_one_count_for_all() {
    let folder = Folder::new();
    let desk = folder.start();
    let ask =
        |digits: &str| desk.doors.ask_anybody(&desk.store.mine, &digits.to_owned().into()).unwrap();
    assert_eq!(ask("483920"), Answer::Stopped, "nobody has a PIN");
    desk.set("483920");
    desk.doors.set(&desk.store.mine, "ben", &"719263".to_owned().into()).unwrap();
    assert_eq!(ask("719263"), Answer::Right { who: vec!["ben".to_owned()] });
    for _ in 0..3 {
        ask("111111");
    }
    assert_eq!(ask("719263"), Answer::Wait(seconds(30)));
    for _ in 0..7 {
        folder.pass(3600);
        ask("111111");
    }
    folder.pass(3600);
    assert_eq!(ask("719263"), Answer::Stopped);
    assert!(matches!(desk.ask("483920"), Answer::Right { .. }), "the desk has its own count");
    desk.doors.forgive(&desk.store.mine, KIOSK).unwrap();
    assert!(matches!(ask("719263"), Answer::Right { .. }));
    desk.doors.shut(&desk.store.mine, "ben").unwrap();
    assert!(matches!(ask("719263"), Answer::Wrong { .. }), "ben has left");
}

#[test]
fn a_pin_is_asked_for_with_the_real_thing_too() {
    let folder = Folder::new();
    let desk = folder.start();
    let doors = Doors::new(
        Arc::clone(&desk.doors.keys),
        Arc::clone(&folder.hands) as Arc<dyn Clock>,
        &folder.data(),
    );
    doors.set(&desk.store.mine, ANA, &"483920".to_owned().into()).unwrap();
    let ask = |digits: &str| doors.ask(&desk.store.mine, ANA, &digits.to_owned().into()).unwrap();
    assert!(matches!(ask("483921"), Answer::Wrong { .. }));
    assert!(matches!(ask("483920"), Answer::Right { .. }));
    let refused = doors.set(&desk.store.mine, ANA, &"123456".to_owned().into());
    assert!(matches!(refused, Err(Failure::Invalid(_))));
}
