//! What was said to be saved, and what the network's own log says became of it. Nothing here asks
//! the desk's store what is at the network.

use super::arena::{Arena, Net};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// One save. `op` is what the program printed before it ended; without it nobody was promised
/// anything.
#[derive(Debug)]
pub struct Save {
    pub word: String,
    pub op: Option<String>,
}

/// A customer and what was done to them.
#[derive(Debug)]
pub struct Person {
    /// What commands call them: the network's id, or this desk's.
    pub id: Option<String>,
    /// How they came about, where they were entered here.
    pub made: Option<Save>,
    pub edits: Vec<Save>,
}

impl Person {
    fn saves(&self) -> impl Iterator<Item = &Save> {
        self.made.iter().chain(&self.edits)
    }
}

/// What was counted of one desk.
#[derive(Debug, Default)]
pub struct Count {
    pub saved: usize,
    pub lost: Vec<String>,
    pub doubled: Vec<String>,
    pub disordered: Vec<String>,
    /// Left for a person to decide.
    pub asked: usize,
}

impl Count {
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.disordered.is_empty()
    }

    pub fn add(&mut self, other: Self) {
        self.saved += other.saved;
        self.lost.extend(other.lost);
        self.doubled.extend(other.doubled);
        self.disordered.extend(other.disordered);
        self.asked += other.asked;
    }
}

/// `listed` is everything in the outbox, finished or not; `after` the network's last change before.
pub async fn judge(
    arena: &Arena,
    net: Net,
    people: &[Person],
    listed: &[Value],
    after: u64,
) -> Result<Count> {
    let mut count = Count::default();
    let states: HashMap<&str, &str> = listed
        .iter()
        .filter_map(|one| Some((one["op_id"].as_str()?, one["state"].as_str()?)))
        .collect();
    let asked = |save: &Save| {
        let state = save.op.as_deref().and_then(|op| states.get(op));
        state.is_some_and(|state| *state == "needs_person")
    };
    count.asked = states.values().filter(|state| **state == "needs_person").count();
    let effects = arena.effects(after).await?;
    let mut ops = HashSet::new();
    for effect in &effects {
        let op = (effect["correlationId"].as_str().unwrap_or_default(), effect["op"].as_str());
        if !ops.insert(op) {
            count.doubled.push(format!("entry {} took effect twice", op.0));
        }
    }
    for person in people {
        for save in person.saves() {
            let Some(op) = &save.op else { continue };
            count.saved += 1;
            if !states.contains_key(op.as_str()) {
                count.lost.push(format!("entry {op} of {} is not in the outbox", save.word));
            }
        }
        let mut last = 0;
        for (at, save) in person.edits.iter().enumerate() {
            let seen = said(&effects, &save.word);
            if seen.len() > 1 {
                count.doubled.push(format!(
                    "change {} took effect {} times",
                    save.word,
                    seen.len()
                ));
            }
            if let Some(seq) = seen.first() {
                if *seq < last {
                    count.disordered.push(format!("change {} (number {at})", save.word));
                }
                last = *seq;
            }
        }
        let id = match &person.made {
            Some(save) => {
                let there = arena.named(net, &save.word).await?;
                if there.len() > 1 || said(&effects, &save.word).len() > 1 {
                    count.doubled.push(format!(
                        "{} is at the network {} times",
                        save.word,
                        there.len()
                    ));
                }
                if there.is_empty() && save.op.is_some() && !asked(save) {
                    count.lost.push(format!("{} is not at the network", save.word));
                }
                there.into_iter().next()
            }
            None => person.id.clone(),
        };
        let Some(id) = id else { continue };
        // The last one promised, or one after it that was kept though nobody heard so.
        let promised = person.edits.iter().rposition(|save| save.op.is_some());
        let Some(promised) = promised.map(|at| &person.edits[at..]) else { continue };
        let held = arena.middle_name(&id).await?;
        if !promised.iter().any(|save| save.word == held) && !promised.iter().any(asked) {
            let word = &promised[0].word;
            count.lost.push(format!("change {word} is not at the network, which has {held:?}"));
        }
    }
    Ok(count)
}

/// The numbers of the changes that brought this word about.
fn said(effects: &[Value], word: &str) -> Vec<u64> {
    let word = json!(word);
    let says = |effect: &&Value| {
        let mut changes = effect["changes"].as_array().into_iter().flatten();
        changes.any(|change| change["new"] == word)
    };
    effects.iter().filter(says).filter_map(|effect| effect["seq"].as_u64()).collect()
}

/// The number of the network's last change.
pub async fn mark(arena: &Arena) -> Result<u64> {
    let all = arena.effects(0).await?;
    Ok(all.iter().filter_map(|effect| effect["seq"].as_u64()).max().unwrap_or(0))
}
