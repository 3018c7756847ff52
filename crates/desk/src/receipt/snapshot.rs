//! What was known when it was decided, and what follows from exactly that. Pure: the same snapshot
//! gives the same ruling, byte for byte.

use super::counts::{Counted, Noting};
use crate::ask::Asked;
use crate::decide::{CUT_SHORT, Decided};
use customer::Record;
use customer::record::Names;
use matching::decide::{Policy, decide_with};
use matching::{Action, Branch, Evidence, Frequencies, Question, Relation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a snapshot is to be read. A later form raises it; every older one stays readable.
const VERSION: u32 = 1;

/// More than the plausible ones are kept for the eye only.
const ALSO_SHOWN: usize = 6;
const MOST: usize = 24;

#[derive(Clone, Serialize, Deserialize)]
pub struct Snapshot {
    pub version: u32,
    pub country: String,
    pub policy: Policy,
    pub question: Record,
    /// Best first.
    pub candidates: Vec<Shown>,
    /// Whom somebody had ruled out before.
    pub ruled_out: Vec<String>,
    /// The network had more people than it showed.
    pub cut_short: bool,
    pub network: NetworkThen,
    /// Under which id the person asked about is known here, where they are.
    pub myself: Option<Uuid>,
    pub counts: Counted,
}

/// A candidate as they were known.
#[derive(Clone, Serialize, Deserialize)]
pub struct Shown {
    pub local_id: Uuid,
    pub id: Option<String>,
    pub record: Record,
}

impl Shown {
    /// What answers call them.
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.local_id.to_string())
    }

    pub fn is(&self, name: &str) -> bool {
        self.id.as_deref() == Some(name) || self.local_id.to_string() == name
    }
}

/// How the network stood to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkThen {
    /// `answered`, `offline`, `failed` or `not_asked`.
    pub state: String,
    pub reason: Option<String>,
    /// It showed everybody it has.
    pub complete: bool,
}

impl NetworkThen {
    pub fn of<T>(asked: &Asked<T>, complete: bool) -> Self {
        Self { state: asked.word().to_owned(), reason: asked.reason().map(str::to_owned), complete }
    }

    pub fn not_asked() -> Self {
        Self { state: "not_asked".to_owned(), reason: None, complete: false }
    }

    pub fn answered(complete: bool) -> Self {
        Self { state: "answered".to_owned(), reason: None, complete }
    }
}

/// What the program made of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    pub branch: Branch,
    /// Whom the rules name.
    pub ids: Vec<String>,
    pub action: Action,
    pub use_id: Option<String>,
    pub reason: String,
    pub question: Option<Question>,
    pub candidates: Vec<Ruled>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruled {
    pub name: String,
    pub probability: f64,
    pub log_odds: f64,
    pub relation: Relation,
    pub plausible: bool,
    pub ruled_out: bool,
    pub evidence: Vec<Evidence>,
}

/// Decides on a snapshot, by nothing else.
pub fn rule(snapshot: &Snapshot) -> Ruling {
    rule_by(snapshot, snapshot.policy, &snapshot.counts)
}

pub(crate) fn rule_by(snapshot: &Snapshot, policy: Policy, counts: &dyn Frequencies) -> Ruling {
    let out = &snapshot.ruled_out;
    let decide = |among: &mut dyn Iterator<Item = &Shown>| {
        let rows: Vec<(String, &Record)> = among.map(|one| (one.name(), &one.record)).collect();
        decide_with(policy, &snapshot.question, &rows, counts, &snapshot.country)
    };
    let mut decision = decide(&mut snapshot.candidates.iter());
    if !out.is_empty() {
        let others =
            decide(&mut snapshot.candidates.iter().filter(|one| !out.contains(&one.name())));
        decision = decision.without(out, others);
    }
    let plausible: Vec<String> = decision.plausible().map(|one| one.id.clone()).collect();
    let cut_short = snapshot.cut_short;
    let mut reason = decision.reason;
    if cut_short {
        reason.push_str(CUT_SHORT);
    }
    Ruling {
        branch: decision.tree.branch,
        ids: decision.tree.ids,
        action: match decision.action {
            Action::Create if cut_short => Action::Ask,
            action => action,
        },
        use_id: decision.use_id,
        reason,
        question: decision.question,
        candidates: decision
            .candidates
            .into_iter()
            .map(|one| Ruled {
                plausible: plausible.contains(&one.id) && !out.contains(&one.id),
                ruled_out: out.contains(&one.id),
                name: one.id,
                probability: one.probability,
                log_odds: one.log_odds,
                relation: one.relation,
                evidence: one.evidence,
            })
            .collect(),
    }
}

/// A decision about to be kept: a snapshot whose counts are still those of the dealer.
pub(crate) struct Case {
    pub question: Record,
    pub candidates: Vec<Shown>,
    pub ruled_out: Vec<String>,
    pub cut_short: bool,
    pub network: NetworkThen,
    pub myself: Option<Uuid>,
}

impl Case {
    /// What was shown of a decision: everybody plausible, whom somebody had ruled out, and the
    /// next few.
    pub fn of(question: &Record, decided: &Decided) -> Self {
        let mut candidates = Vec::new();
        let mut ruled_out = Vec::new();
        for one in &decided.candidates {
            let worth = one.plausible || one.ruled_out || candidates.len() < ALSO_SHOWN;
            if !worth || candidates.len() >= MOST {
                continue;
            }
            let shown = Shown {
                local_id: one.person.local_id,
                id: one.person.id.clone(),
                record: one.person.record.clone(),
            };
            if one.ruled_out {
                ruled_out.push(shown.name());
            }
            candidates.push(shown);
        }
        Self {
            question: question.clone(),
            candidates,
            ruled_out,
            cut_short: decided.cut_short,
            network: NetworkThen::of(&decided.asked, decided.complete()),
            myself: None,
        }
    }

    /// With what was counted, and without what was not compared.
    pub fn snapshot(
        self,
        policy: Policy,
        counts: &dyn Frequencies,
        country: &str,
        numbers: bool,
    ) -> Snapshot {
        let shown = |one: Shown| Shown { record: compared(&one.record, numbers), ..one };
        let mut snapshot = Snapshot {
            version: VERSION,
            country: country.to_owned(),
            policy,
            question: compared(&self.question, numbers),
            candidates: self.candidates.into_iter().map(shown).collect(),
            ruled_out: self.ruled_out,
            cut_short: self.cut_short,
            network: self.network,
            myself: self.myself,
            counts: Counted::default(),
        };
        let noting = Noting::of(counts);
        rule_by(&snapshot, policy, &noting);
        snapshot.counts = noting.noted();
        snapshot
    }
}

/// What of a record is compared. Identity numbers (`numbers`) only where this desk keeps them.
pub(crate) fn compared(record: &Record, numbers: bool) -> Record {
    let mut kept = Record {
        id: None,
        customer_key: record.customer_key.clone(),
        kind: record.kind,
        status: None,
        names: Names {
            title: None,
            salutation: None,
            other: customer::record::Unknown::new(),
            ..record.names.clone()
        },
        company: record.company.clone(),
        identity: record.identity.clone(),
        channels: record.channels.clone(),
        addresses: record.addresses.clone(),
        vehicles: record.vehicles.clone(),
        ..Record::default()
    };
    if !numbers {
        kept.identity.social_security_id = None;
    }
    for channel in &mut kept.channels {
        channel.consent.clear();
        channel.preferred = None;
        channel.other.clear();
    }
    // Keys of records that the network joined to it: the rules look at them too.
    for member in ["secondaryCustomerData", "secondaryCustomerKeys"] {
        if let Some(value) = record.other.get(member) {
            kept.other.insert(member.to_owned(), value.clone());
        }
    }
    kept
}
