//! Which entries may go on now. Computed every time, never stored.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::entry::Entry;
use crate::event::LanePause;
use crate::planted::{self, Bug};
use crate::state::{State, Word};

/// The line to one host with one set of credentials, shared by reads and writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneStanding {
    pub paused: Option<LanePause>,
    pub not_before_ms: i64,
}

impl LaneStanding {
    pub const fn is_open(&self, now_ms: i64) -> bool {
        self.paused.is_none() && self.not_before_ms <= now_ms
    }
}

/// Whether this entry may go on: to be sent if queued, to be looked for if its outcome is unknown.
/// `first_of_entity`: no older live entry of its customer; `dependency_done`: what it waits for.
pub const fn is_ready(
    entry: &Entry,
    first_of_entity: bool,
    dependency_done: bool,
    lane: &LaneStanding,
    now_ms: i64,
) -> bool {
    matches!(entry.state, State::Queued | State::Ambiguous)
        && first_of_entity
        && dependency_done
        && lane.is_open(now_ms)
        && entry.next_after_ms <= now_ms
}

/// What completes somebody made here and was not kept waits for a person, and nothing behind it waits
/// for that: nobody typed it as a change of its own.
const fn lets_others_by(entry: &Entry) -> bool {
    entry.counters.completes && entry.state.needs_person()
}

/// The entries that may go on, in the order they were meant. `live` holds every live entry;
/// `done` answers whether an entry that is not among them has reached the network.
pub fn ready<'a>(
    live: &'a [Entry],
    done: impl Fn(Uuid) -> bool,
    lane: &LaneStanding,
    now_ms: i64,
) -> Vec<&'a Entry> {
    let mut order: Vec<&Entry> = live.iter().filter(|entry| entry.is_live()).collect();
    order.sort_by_key(|entry| (entry.position, entry.seq));
    let alive: HashMap<Uuid, ()> = order.iter().map(|entry| (entry.op_id, ())).collect();
    let mut seen = HashSet::new();
    order
        .into_iter()
        .filter(|entry| {
            let overtaken = entry.state.needs_person() && planted::is(Bug::OvertakeAParkedHead);
            let overtaken = overtaken || lets_others_by(entry);
            let first = (!overtaken && seen.insert(entry.local_id))
                || planted::is(Bug::TwoAtOnce)
                || planted::is(Bug::LocalIdOnTheWire);
            let dependency = match entry.depends_on {
                None => true,
                Some(_) if planted::is(Bug::LocalIdOnTheWire) => true,
                Some(on) => !alive.contains_key(&on) && done(on),
            };
            is_ready(entry, first, dependency, lane, now_ms)
        })
        .collect()
}

/// How many entries can go on without a person: neither waiting for one themselves, nor behind an
/// entry that does.
pub fn movable(live: &[Entry]) -> usize {
    let mut order: Vec<&Entry> = live.iter().filter(|entry| entry.is_live()).collect();
    order.sort_by_key(|entry| (entry.position, entry.seq));
    let (mut customers, mut ops) = (HashSet::new(), HashSet::new());
    let mut movable = 0;
    for entry in order {
        if lets_others_by(entry) {
            continue;
        }
        let stuck = entry.state.public() == Word::NeedsPerson
            || customers.contains(&entry.local_id)
            || entry.depends_on.is_some_and(|on| ops.contains(&on));
        if stuck {
            customers.insert(entry.local_id);
            ops.insert(entry.op_id);
        } else {
            movable += 1;
        }
    }
    movable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::tests::{create, update};

    fn open() -> LaneStanding {
        LaneStanding::default()
    }

    #[test]
    fn what_completes_a_create_and_was_not_kept_holds_up_nothing_behind_it() {
        let mut first = update(1);
        let mut second = update(2);
        second.local_id = first.local_id;
        first.state = State::Parked;
        assert!(ready(&[first.clone(), second.clone()], |_| true, &open(), 0).is_empty());
        first.counters.completes = true;
        let live = [first.clone(), second.clone()];
        let ids = |live: &[Entry]| -> Vec<_> {
            ready(live, |_| true, &open(), 0).into_iter().map(|entry| entry.op_id).collect()
        };
        assert_eq!(ids(&live), [second.op_id]);
        assert_eq!(movable(&live), 1);
        // While it is on its way itself, order is kept.
        first.state = State::Queued;
        assert_eq!(ids(&[first.clone(), second]), [first.op_id]);
    }

    #[test]
    fn only_the_first_live_entry_of_a_customer_is_ready() {
        let first = update(1);
        let mut second = update(2);
        second.local_id = first.local_id;
        let other = update(3);
        let live = [second.clone(), other.clone(), first.clone()];
        let ids: Vec<_> =
            ready(&live, |_| true, &open(), 0).into_iter().map(|entry| entry.op_id).collect();
        assert_eq!(ids, [first.op_id, other.op_id]);
    }

    #[test]
    fn a_parked_entry_blocks_its_own_customer_and_nobody_else() {
        let mut first = update(1);
        first.state = State::Parked;
        let mut second = update(2);
        second.local_id = first.local_id;
        let other = update(3);
        let live = [first, second, other.clone()];
        let ids: Vec<_> =
            ready(&live, |_| true, &open(), 0).into_iter().map(|entry| entry.op_id).collect();
        assert_eq!(ids, [other.op_id]);
    }

    #[test]
    fn what_stands_behind_a_person_s_decision_cannot_move() {
        let mut first = update(1);
        first.state = State::Conflict;
        let mut second = update(2);
        second.local_id = first.local_id;
        let mut dependant = update(3);
        dependant.depends_on = Some(second.op_id);
        assert_eq!(movable(&[first.clone(), second.clone(), dependant.clone()]), 0);
        first.state = State::Queued;
        assert_eq!(movable(&[first, second, dependant]), 3);
    }

    #[test]
    fn a_successor_keeps_the_place_of_what_it_replaces() {
        let first = update(5);
        let mut successor = update(9);
        successor.local_id = first.local_id;
        successor.position = 1;
        let live = [first, successor.clone()];
        assert_eq!(ready(&live, |_| true, &open(), 0)[0].op_id, successor.op_id);
    }

    #[test]
    fn a_dependant_waits_until_its_create_is_done() {
        let create = create(1);
        let mut follow_up = update(2);
        follow_up.depends_on = Some(create.op_id);
        let live = [follow_up.clone()];
        assert!(ready(&live, |_| false, &open(), 0).is_empty());
        assert_eq!(ready(&live, |on| on == create.op_id, &open(), 0).len(), 1);
        // Even as an entry of another customer it may not overtake a create that still lives.
        let live = [create.clone(), follow_up];
        assert_eq!(ready(&live, |_| true, &open(), 0).len(), 1);
    }

    #[test]
    fn nothing_is_ready_before_its_time_or_on_a_lane_that_is_held_or_paused() {
        let mut entry = update(1);
        entry.next_after_ms = 10;
        let live = [entry];
        assert!(ready(&live, |_| true, &open(), 9).is_empty());
        assert_eq!(ready(&live, |_| true, &open(), 10).len(), 1);
        let held = LaneStanding { not_before_ms: 20, ..open() };
        assert!(ready(&live, |_| true, &held, 19).is_empty());
        assert_eq!(ready(&live, |_| true, &held, 20).len(), 1);
        let paused = LaneStanding { paused: Some(LanePause::SignIn), ..open() };
        assert!(ready(&live, |_| true, &paused, 1000).is_empty());
    }

    #[test]
    fn an_unknown_outcome_is_looked_for_but_a_running_one_is_left_alone() {
        for (state, due) in [
            (State::Queued, true),
            (State::Ambiguous, true),
            (State::Preflight, false),
            (State::Sending, false),
            (State::Reconciling, false),
            (State::Review, false),
            (State::Done, false),
        ] {
            let mut entry = create(1);
            entry.state = state;
            assert_eq!(ready(&[entry], |_| true, &open(), 0).len(), usize::from(due), "{state:?}");
        }
    }
}
