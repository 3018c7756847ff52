//! What must hold, judged from the dealer's own log and the desks' files. The tag an effect is known
//! by is the id of the entry, which the network never uses to tell anything apart.

use crate::matrix::Point;
use crate::plan::{Deed, Field, Theme};
use crate::run::Station;
use crate::staff::tokens;
use crate::world::{Done, World};
use desk::Desk;
use outbox::{Entry, Kind, State};
use sandbox::{Effect, Op, Source};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::mine::Which;
use uuid::Uuid;

/// What a process finds when it starts: everything that was called saved, and an account that is
/// right.
pub fn after_start(world: &World, number: usize, desk: &Desk) {
    let mine = &desk.store.mine;
    let done: Vec<Done> =
        world.book().done.iter().filter(|one| one.desk == number).cloned().collect();
    for one in done {
        if !matches!(mine.entry(one.op), Ok(Some(_))) {
            world.breach("1 saved is kept", format!("desk {number}: {}", one.planned.token));
        }
    }
    match mine.accounting() {
        Ok(account) if account.holds() => {}
        account => world.breach("3 accounts", format!("desk {number}: {account:?}")),
    }
    for entry in mine.entries(Which::All).unwrap_or_default() {
        if entry.kind == Kind::Create && entry.state == State::Done && entry.server_id.is_none() {
            world.breach("14 one step", format!("desk {number}: done and nobody"));
        }
    }
}

struct Known {
    desk: usize,
    entry: Entry,
}

pub fn judge(world: &World, desks: &[Arc<Station>]) {
    let mut known: HashMap<Uuid, Known> = HashMap::new();
    for station in desks {
        let Some(desk) = station.desk() else { continue };
        after_start(world, station.number, &desk);
        if let (Some(shown), Ok(tally)) =
            (station.shown(), desk.store.mine.tally_of(&desk.dealer()))
            && shown != tally
        {
            world.breach("28 badge", format!("shown {shown:?}, stored {tally:?}"));
        }
        for entry in desk.store.mine.entries(Which::All).unwrap_or_default() {
            attempts(world, &desk, &entry);
            known.insert(entry.op_id, Known { desk: station.number, entry });
        }
    }
    let effects = world.dealer.effects(0);
    let authors: HashMap<String, usize> = {
        let book = world.book();
        let of = |one: &Done| (one.planned.token.to_lowercase(), one.desk);
        book.done.iter().map(of).collect()
    };
    once(world, &effects, &known);
    unseen(world, &effects, &known, &authors);
    order(world, &effects, &known);
    kept(world, &effects, &known);
    people(world, desks, &effects, &known);
}

/// The HTTP layer sends nothing on its own: a request for each attempt that was written down.
fn attempts(world: &World, desk: &Desk, entry: &Entry) {
    let rows = desk.store.mine.attempts(entry.op_id).unwrap_or_default().len();
    let (left, unauthorized) = {
        let book = world.book();
        let of = |counts: &HashMap<Uuid, u32>| counts.get(&entry.op_id).copied().unwrap_or(0);
        (of(&book.left), of(&book.unauthorized))
    };
    if usize::try_from(left.saturating_sub(unauthorized)).unwrap_or(0) > rows {
        world.breach(
            "9 sends by itself",
            format!("{left} requests ({unauthorized} unauthorized), {rows} attempts"),
        );
    }
}

fn op_of(effect: &Effect) -> Option<Uuid> {
    (effect.source == Source::Api).then(|| effect.correlation_id.parse().ok()).flatten()
}

/// At most one effect, as long as the network is done within the window.
fn once(world: &World, effects: &[Effect], known: &HashMap<Uuid, Known>) {
    let mut created: HashMap<Uuid, u32> = HashMap::new();
    let mut set: HashMap<(Uuid, String), u32> = HashMap::new();
    let reads = world.book().reads.clone();
    for (at, effect) in effects.iter().enumerate() {
        let Some(op) = op_of(effect) else { continue };
        if effect.op == Op::Create {
            *created.entry(op).or_default() += 1;
        }
        for change in &effect.changes {
            for token in tokens(&change.new).difference(&tokens(&change.old)) {
                if raced_away(&reads, effects, known, at, (&change.field, token)) {
                    continue;
                }
                if taken_back(effects, at, (&change.field, token)) {
                    world.count("sent again after another desk took it back");
                    continue;
                }
                *set.entry((op, format!("{token} {}", change.field))).or_default() += 1;
            }
        }
    }
    let book = world.book();
    let (late, decisions) = (book.late.clone(), book.decisions.clone());
    drop(book);
    for (op, count) in created {
        world.count("created");
        if count > 1 && !late.contains(&op) {
            let note = known.get(&op).map(|one| one.entry.state.word());
            world.breach("6 once", format!("{count} customers by one entry ({note:?})"));
        }
    }
    for ((op, what), count) in set {
        let again = decisions.get(&op).copied().unwrap_or(0);
        let create = known.get(&op).is_some_and(|one| one.entry.kind == Kind::Create);
        if count > 1 + again && !late.contains(&op) && !create {
            world.breach("6 once", format!("{what} written {count} times"));
        }
    }
}

/// The row of the matrix: a network that kept a part of what was sent.
const KEPT_IN_PART: u8 = 24;

/// Whether this value of this customer was emptied by a write of another entry that overlapped with one
/// of this desk: either left after a read from before the other. What that race took away, a desk that
/// looks at what became of its own write takes for lost, and puts back.
fn raced_away(
    reads: &HashMap<Uuid, Vec<u64>>,
    effects: &[Effect],
    known: &HashMap<Uuid, Known>,
    at: usize,
    (field, token): (&str, &str),
) -> bool {
    let effect = &effects[at];
    let desk_of = |one: &Effect| op_of(one).and_then(|op| known.get(&op)).map(|one| one.desk);
    let read_before = |one: &Effect| {
        let reads = op_of(one).and_then(|op| reads.get(&op)).into_iter().flatten();
        reads.copied().filter(|read| *read < one.seq).max().unwrap_or(0)
    };
    let of_theirs = |one: &&Effect| one.keyloop_id == effect.keyloop_id;
    let emptied = effects[..at].iter().filter(of_theirs).filter(|one| {
        op_of(one).is_some()
            && op_of(one) != op_of(effect)
            && one.changes.iter().any(|change| {
                change.field == field
                    && change.new.is_empty()
                    && tokens(&change.old).contains(token)
            })
    });
    let own: Vec<&Effect> = effects
        .iter()
        .filter(of_theirs)
        .filter(|one| one.seq < effect.seq && desk_of(one) == desk_of(effect))
        .collect();
    emptied.into_iter().any(|emptied| {
        own.iter().any(|own| {
            (emptied.seq < own.seq && read_before(own) < emptied.seq)
                || (own.seq < emptied.seq && read_before(emptied) < own.seq)
        })
    })
}

/// Whether this entry wrote the value before, and somebody else put there again exactly what had stood
/// there: without a version of the record that looks like a write that never came in.
fn taken_back(effects: &[Effect], at: usize, (field, token): (&str, &str)) -> bool {
    let effect = &effects[at];
    let of_field = |one: &Effect| {
        let same = one.keyloop_id == effect.keyloop_id;
        one.changes.iter().find(|change| same && change.field == field).cloned()
    };
    effects[..at].iter().enumerate().any(|(before, own)| {
        let Some(first) = of_field(own).filter(|_| op_of(own) == op_of(effect)) else {
            return false;
        };
        let between = effects[before..at].iter().filter(|one| op_of(one) != op_of(effect));
        tokens(&first.new).contains(token)
            && between
                .filter_map(of_field)
                .any(|back| tokens(&back.old).contains(token) && back.new == first.old)
    })
}

/// Nothing is overwritten that nobody at the desk has seen, and nothing written that nobody asked
/// for.
fn unseen(
    world: &World,
    effects: &[Effect],
    known: &HashMap<Uuid, Known>,
    authors: &HashMap<String, usize>,
) {
    let mut found = Vec::new();
    let (mut raced, mut put_back, mut gone, mut missed) = (0, 0, 0, 0);
    {
        let book = world.book();
        for (at, effect) in effects.iter().enumerate() {
            let Some(op) = op_of(effect).filter(|_| effect.op == Op::Update) else { continue };
            let Some(Known { desk, entry }) = known.get(&op) else { continue };
            let rows = book.rows.get(&op);
            let in_part = rows.is_some_and(|rows| rows.contains(&KEPT_IN_PART));
            // Something else went wrong too: nothing may have been left to see it by.
            let unnoticed = book.rows.iter().any(|(other, rows)| {
                let theirs =
                    known.get(other).is_some_and(|one| one.entry.local_id == entry.local_id);
                theirs && (*other != op || rows.len() > 1)
            }) || book.cut.contains(&op);
            let held_again = |lost: &str| {
                effects.iter().skip(at + 1).any(|later| {
                    later.keyloop_id == effect.keyloop_id
                        && later.changes.iter().any(|change| change.new.contains(lost))
                })
            };
            for change in &effect.changes {
                if in_part && change.new.is_empty() && !is_told_by_place(&change.field) {
                    if held_again(&change.old) {
                        put_back += 1;
                        continue;
                    }
                    if unnoticed {
                        gone += 1;
                        continue;
                    }
                }
                let (old, new) = (tokens(&change.old), tokens(&change.new));
                for token in new.difference(&old) {
                    let human =
                        world.plan.humans.iter().any(|one| one.email.starts_with(token.as_str()));
                    let decided = book.put_back.contains(&(op, token.clone()));
                    let another = authors.get(token).is_some_and(|by| by != desk);
                    if !another || human || decided {
                        continue;
                    }
                    if raced_away(&book.reads, effects, known, at, (&change.field, token)) {
                        missed += 1;
                    } else {
                        found.push((
                            "17 another's value",
                            format!("{token} written by desk {desk}"),
                        ));
                    }
                }
                if old.is_empty()
                    && new.is_empty()
                    && !change.old.is_empty()
                    && !is_told_by_place(&change.field)
                {
                    found.push(("17 collateral", format!("{} of nobody's deed", change.field)));
                }
                for token in old.difference(&new) {
                    if authors.get(token) == Some(desk) {
                        continue;
                    }
                    let seen = book
                        .seen
                        .get(&(*desk, entry.local_id))
                        .is_some_and(|seen| seen.contains(token));
                    // What was written between our read and our write, and what an old answer hid.
                    let written = effects.iter().take(at).rev().find(|one| {
                        one.changes.iter().any(|change| tokens(&change.new).contains(token))
                    });
                    let reads = book.reads.get(&op).into_iter().flatten();
                    let read = reads.copied().filter(|read| *read < effect.seq).max().unwrap_or(0);
                    let race = written.is_some_and(|one| one.seq > read)
                        || book.stale.contains(&op)
                        || book.late.contains(&op);
                    match (seen, race) {
                        (true, _) => {}
                        (false, true) => raced += 1,
                        (false, false) => {
                            let what =
                                format!("{token} of {:?} by desk {desk}", authors.get(token));
                            found.push(("4 overwritten unseen", what));
                        }
                    }
                }
            }
        }
    }
    for (what, times) in [
        ("raced within a read and its write", raced),
        ("lost by the network in part, and put back", put_back),
        ("lost by the network in part, amid another fault", gone),
        ("emptied in a race, and put back", missed),
    ] {
        (0..times).for_each(|_| world.count(what));
    }
    for (rule, what) in found {
        world.breach(rule, what);
    }
}

/// What a network says of a value by where it stands.
fn is_told_by_place(field: &str) -> bool {
    ["label", "okTo", "isPreferred", "use.", "preferences", "isValid"]
        .iter()
        .any(|part| field.contains(part))
}

/// A customer's effects come in the order of their entries.
fn order(world: &World, effects: &[Effect], known: &HashMap<Uuid, Known>) {
    let late = world.book().late.clone();
    let mut last: HashMap<(usize, Uuid), i64> = HashMap::new();
    let mut found = Vec::new();
    for effect in effects {
        let Some(op) = op_of(effect).filter(|op| !late.contains(op)) else { continue };
        let Some(Known { desk, entry }) = known.get(&op) else { continue };
        let place = last.entry((*desk, entry.local_id)).or_insert(entry.position);
        if *place > entry.position {
            found.push(format!("desk {desk}: {}", entry.kind.word()));
        }
        *place = (*place).max(entry.position);
    }
    for what in found {
        world.breach("12 order", what);
    }
}

/// Everything that was called saved is there, or somebody said that it need not be.
fn kept(world: &World, effects: &[Effect], known: &HashMap<Uuid, Known>) {
    let written: HashSet<String> = effects
        .iter()
        .flat_map(|effect| &effect.changes)
        .flat_map(|change| tokens(&change.new))
        .collect();
    let (done, given_up, decisions, used) = {
        let book = world.book();
        (book.done.clone(), book.given_up.clone(), book.decisions.clone(), book.used.clone())
    };
    for one in &done {
        world.count("saved");
        let mut op = one.op;
        let mut asked = false;
        let mut newer = false;
        let last = loop {
            let Some(found) = known.get(&op) else { break None };
            asked |= decisions.contains_key(&op);
            match found.entry.successor {
                Some(next) if found.entry.state == State::Superseded => {
                    // Saved, and the program ended before anybody was told so.
                    newer |= !done.iter().any(|other| other.op == next);
                    op = next;
                }
                _ => break Some(&found.entry),
            }
        };
        let token = one.planned.token.to_lowercase();
        let there = written.contains(&token);
        let replaced = || {
            done.iter().any(|later| {
                let same = match (&later.planned.deed, &one.planned.deed) {
                    (Deed::Change { field: a, .. }, Deed::Change { field: b, .. }) => a == b,
                    // The word of a create stands in that field.
                    (Deed::Change { field, .. }, Deed::Create { .. }) => {
                        *field == Field::MiddleName
                    }
                    _ => false,
                };
                same && later.order > one.order
                    && later.local_id == one.local_id
                    && later.desk == one.desk
            })
        };
        let what =
            format!("desk {}: {} {token}", one.desk, last.map_or("gone", |last| last.state.word()));
        match last.map(|last| (last.state, last)) {
            None => world.breach("1 saved is kept", what),
            Some((State::Done, last)) => {
                let said = serde_json::to_string(&last.detail.differs).unwrap_or_default();
                let told = tokens(&said).contains(&token) || given_up.contains(&token);
                let joined = last.adopted_id.is_some() || used.contains(&last.op_id);
                if !there && !told && !replaced() && !newer && !joined {
                    world.breach("19 lost", what);
                }
            }
            Some((State::Cancelled, _)) => {
                let dependant = last.is_some_and(|last| last.depends_on.is_some());
                if !asked && !dependant {
                    world.breach("3 given up", what);
                }
                world.count("given up by a person");
            }
            Some((state, _)) if state.needs_person() => world.count("left with a person"),
            Some(_) => world.breach("19 comes to its end", what),
        }
    }
}

/// Nobody is taken for somebody else, and whoever is stored twice is known to be.
fn people(world: &World, desks: &[Arc<Station>], effects: &[Effect], known: &HashMap<Uuid, Known>) {
    let (used, done) = {
        let book = world.book();
        (book.used.clone(), book.done.clone())
    };
    let living = living(world);
    for Known { desk, entry } in known.values() {
        let (Some(record), Some(id), State::Done) = (entry.record(), &entry.server_id, entry.state)
        else {
            continue;
        };
        let email = record
            .channels
            .iter()
            .find(|way| way.value.contains('@'))
            .map(|way| way.value.to_lowercase());
        let held = living.iter().find(|(ids, _)| ids.split(' ').any(|one| one == id));
        let made_it = effects.iter().any(|effect| {
            effect.op == Op::Create
                && op_of(effect) == Some(entry.op_id)
                && (effect.keyloop_id == *id || effect.customer_uuid == *id)
        });
        if let (Some(email), Some((_, text))) = (email, held)
            && !made_it
            && !text.contains(&email)
            && !used.contains(&entry.op_id)
        {
            world.breach("8 taken for another", format!("desk {desk}"));
        }
        if entry.adopted_id.is_some() && !used.contains(&entry.op_id) {
            world.count("adopted");
        }
    }
    for Twice { human, ids, told } in stored_twice(world, desks) {
        world.count("stored twice");
        if told {
            world.count("stored twice, and known to be");
        } else {
            let late = world.plan.theme == Theme::LateCommits;
            let email = &world.plan.humans[human].email;
            world.breach(
                if late { "7 flagged" } else { "7 silent twin" },
                format!("{ids} of {email}"),
            );
        }
    }
    for (human, one) in world.plan.humans.iter().enumerate() {
        let makers: HashSet<usize> = done
            .iter()
            .filter(|one| matches!(one.planned.deed, Deed::Create { human: of } if of == human))
            .map(|one| one.desk)
            .collect();
        if makers.len() > 1 {
            let email = one.email.to_lowercase();
            let twice = living.iter().filter(|(_, text)| text.contains(&email)).count() > 1;
            world.met(29, if twice { Point::P5 } else { Point::P1 });
        }
    }
}

/// Everybody the dealer still has: their ids, and all that is known of them in one text.
fn living(world: &World) -> Vec<(String, String)> {
    world
        .dealer
        .people()
        .iter()
        .filter(|one| one["status"] != "DELETED" && one["status"] != "MERGED")
        .map(|one| {
            let id = format!(
                "{} {}",
                one["keyloopId"].as_str().unwrap_or_default(),
                one["customerUuid"].as_str().unwrap_or_default()
            );
            (id, one.to_string().to_lowercase())
        })
        .collect()
}

/// Somebody the dealer has more than once.
pub struct Twice {
    human: usize,
    /// How often.
    ids: usize,
    /// A desk knows, and says so.
    pub told: bool,
}

pub fn stored_twice(world: &World, desks: &[Arc<Station>]) -> Vec<Twice> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut twins: HashSet<String> = HashSet::new();
    for desk in desks.iter().filter_map(|station| station.desk()) {
        for pair in desk.store.mine.duplicates().unwrap_or_default() {
            pairs.push((pair.one, pair.other));
        }
        for entry in desk.store.mine.entries(Which::All).unwrap_or_default() {
            twins.extend(entry.detail.twins);
        }
    }
    let living = living(world);
    let of_human = |(human, one): (usize, &crate::plan::Human)| {
        let of_them = |(_, text): &&(String, String)| text.contains(&one.email);
        let ids: Vec<&str> = living.iter().filter(of_them).map(|(ids, _)| ids.as_str()).collect();
        let named = |name: &str| ids.iter().any(|ids| ids.split(' ').any(|one| one == name));
        let told = pairs.iter().any(|(one, other)| named(one) && named(other))
            || twins.iter().any(|id| named(id));
        (ids.len() > 1).then_some(Twice { human, ids: ids.len(), told })
    };
    world.plan.humans.iter().enumerate().filter_map(of_human).collect()
}
