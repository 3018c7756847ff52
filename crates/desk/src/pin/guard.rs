//! How long a door stays shut after wrong PINs. Pure: counts and a time that only runs forward go
//! in, a ruling comes out.
//!
//! The time is the process's own and starts with it. What is left of a wait is kept nowhere: a new
//! process serves it again in full, so that neither a kill nor the clock on the wall shortens it.

use std::collections::BTreeMap;
use std::time::Duration;

/// Looks until the door stays shut.
pub const MOST: u32 = 10;

/// What is waited after so many wrong ones.
const WAITS_S: [u64; MOST as usize] = [0, 0, 0, 30, 60, 5 * 60, 15 * 60, 3600, 3600, 3600];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// The PIN may be looked at.
    Look,
    /// Not yet.
    Wait(Duration),
    /// Never again: the PIN has to be set anew.
    Stopped,
}

/// One process's memory of when each door was last tried.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// When this process began to watch.
    birth: Duration,
    seen: BTreeMap<String, Seen>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    tries: u32,
    since: Duration,
}

pub fn wait_after(tries: u32) -> Duration {
    let at = usize::try_from(tries).unwrap_or(usize::MAX).min(WAITS_S.len() - 1);
    Duration::from_secs(WAITS_S[at])
}

impl Guard {
    pub fn new(birth: Duration) -> Self {
        Self { birth, seen: BTreeMap::new() }
    }

    /// `tries` is what is stored. Where it is another number than this process last saw, somebody
    /// else has tried: the wait begins now.
    pub fn ask(&mut self, door: &str, tries: u32, now: Duration) -> Ruling {
        if tries >= MOST {
            return Ruling::Stopped;
        }
        let first = Seen { tries, since: self.birth };
        let seen = self.seen.entry(door.to_owned()).or_insert(first);
        if seen.tries != tries {
            *seen = Seen { tries, since: now };
        }
        let left = wait_after(tries).saturating_sub(now.saturating_sub(seen.since));
        if left.is_zero() { Ruling::Look } else { Ruling::Wait(left) }
    }

    /// So many were wrong by now.
    pub fn note(&mut self, door: &str, tries: u32, now: Duration) {
        self.seen.insert(door.to_owned(), Seen { tries, since: now });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: &str = "ana";

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn waits_grow_as_written_down_and_after_ten_the_door_stays_shut() {
        let (mut guard, mut now, mut waits) = (Guard::new(seconds(0)), seconds(0), Vec::new());
        for tries in 0..MOST {
            let wait = match guard.ask(DOOR, tries, now) {
                Ruling::Look => 0,
                Ruling::Wait(wait) => wait.as_secs(),
                Ruling::Stopped => panic!("stopped at {tries}"),
            };
            waits.push(wait);
            now += seconds(wait);
            assert_eq!(guard.ask(DOOR, tries, now), Ruling::Look, "{tries}");
            guard.note(DOOR, tries + 1, now);
        }
        assert_eq!(waits, [0, 0, 0, 30, 60, 300, 900, 3600, 3600, 3600]);
        now += seconds(1_000_000_000);
        assert_eq!(guard.ask(DOOR, MOST, now), Ruling::Stopped);
    }

    #[test]
    fn a_new_process_serves_the_wait_again_in_full() {
        let mut guard = Guard::new(seconds(0));
        guard.note(DOOR, 4, seconds(10));
        assert_eq!(guard.ask(DOOR, 4, seconds(69)), Ruling::Wait(seconds(1)));
        let mut next = Guard::new(seconds(500));
        assert_eq!(next.ask(DOOR, 4, seconds(500)), Ruling::Wait(seconds(60)));
        assert_eq!(next.ask(DOOR, 4, seconds(560)), Ruling::Look);
    }

    #[test]
    fn a_count_that_moved_elsewhere_begins_its_wait_here_and_doors_do_not_share_one() {
        let mut guard = Guard::new(seconds(0));
        assert_eq!(guard.ask(DOOR, 0, seconds(1000)), Ruling::Look);
        assert_eq!(guard.ask(DOOR, 3, seconds(1000)), Ruling::Wait(seconds(30)));
        assert_eq!(guard.ask("ben", 0, seconds(1000)), Ruling::Look);
    }
}
