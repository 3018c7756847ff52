//! What staff do at the desk: whom they enter, what they change, and what they answer when asked.

use crate::report::Deed;
use crate::stage::Stage;
use anyhow::{Result, bail};
use customer::{Record, Section};
use desk::Created;
use desk::Saved;
use desk::entries::Act;
use outbox::resolve::{Choice, Side};
use outbox::{Entry, Origin, Reason};
use rand::Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use store::mine::Which;
use uuid::Uuid;

/// How often somebody presses "try again" on one entry.
const TRIES: u32 = 3;

/// A word nobody is called: where it turns up, this deed did it.
pub fn word(random: &mut impl Rng) -> String {
    const ONSETS: [char; 14] =
        ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let mut word = String::from("X");
    for _ in 0..5 {
        word.push(ONSETS[random.random_range(0..ONSETS.len())]);
        word.push(VOWELS[random.random_range(0..VOWELS.len())]);
    }
    word
}

pub struct Staff {
    pub deeds: Vec<Deed>,
    pub slowest: Duration,
    asked: BTreeMap<String, usize>,
    tried: HashMap<Uuid, u32>,
}

impl Staff {
    pub fn new() -> Self {
        Self {
            deeds: Vec::new(),
            slowest: Duration::ZERO,
            asked: BTreeMap::new(),
            tried: HashMap::new(),
        }
    }

    /// Somebody new, by name and e-mail address.
    pub async fn enter(&mut self, stage: &Stage, word: String) -> Result<()> {
        let record: Record = serde_json::from_value(json!({
            "kind": "person",
            "names": { "givenName": "Robin", "familyName": word },
            "channels": [{
                "kind": "email", "use": "home",
                "value": format!("{}@example.com", word.to_lowercase()),
            }],
        }))?;
        let begun = Instant::now();
        let mut created =
            stage.desk.create(record.clone(), &[], false, None, Origin::Staff).await?;
        if let Created::Candidates(_) = created {
            // The one at the desk is asked, and is none of them.
            *self.asked.entry("look-alike while entering".to_owned()).or_default() += 1;
            created = stage.desk.create(record, &[], true, None, Origin::Staff).await?;
        }
        let Created::Queued(_) = created else { bail!("somebody new was not kept") };
        self.done(begun, Deed { word, changes: None });
        Ok(())
    }

    /// A middle name for somebody the network knows.
    pub async fn change(&mut self, stage: &Stage, id: &str, word: String) -> Result<()> {
        let begun = Instant::now();
        let edit = json!({ "middleName": word });
        let saved = stage.desk.update(id, Section::Names, edit, None, Origin::Staff).await?;
        let Saved::Queued(_) = saved else { bail!("a change was not kept") };
        self.done(begun, Deed { word, changes: Some(id.to_owned()) });
        Ok(())
    }

    fn done(&mut self, begun: Instant, deed: Deed) {
        self.slowest = self.slowest.max(begun.elapsed());
        self.deeds.push(deed);
    }

    pub fn asked(&self) -> Vec<(String, usize)> {
        self.asked.iter().map(|(name, count)| (name.clone(), *count)).collect()
    }

    /// Answers what waits for a person; how many entries are not finished.
    pub async fn answer(&mut self, stage: &Stage) -> Result<usize> {
        let live = stage.desk.entries(Which::Live).await?;
        for entry in &live {
            let Some(reason) = entry.reason else { continue };
            let tried = self.tried.entry(entry.op_id).or_default();
            if *tried == TRIES {
                continue;
            }
            *tried += 1;
            if *tried == 1 {
                *self.asked.entry(reason.word().to_owned()).or_default() += 1;
            }
            decide(stage, entry, reason).await?;
        }
        Ok(live.len())
    }
}

/// Mine where both changed it; nobody of the candidates; else once more.
async fn decide(stage: &Stage, entry: &Entry, reason: Reason) -> Result<()> {
    let act = match reason {
        Reason::Conflict => {
            let mine = |field: &String| Choice { field: field.clone(), side: Side::Mine };
            let fields = entry.detail.conflicts.iter().map(|conflict| &conflict.field);
            Act::Resolve { choices: fields.map(mine).collect() }
        }
        Reason::Candidates => Act::Different,
        _ => Act::Retry,
    };
    match stage.desk.act(entry.op_id, act).await {
        // It has moved on by itself.
        Ok(_) | Err(desk::Failure::TooLate) => Ok(()),
        Err(failure) => Err(failure.into()),
    }
}

/// Whether a customer as the network holds it has this word anywhere.
pub fn has(customer: &Value, word: &str) -> bool {
    match customer {
        Value::String(text) => text.eq_ignore_ascii_case(word),
        Value::Array(items) => items.iter().any(|item| has(item, word)),
        Value::Object(members) => members.values().any(|member| has(member, word)),
        _ => false,
    }
}
