//! Who is this person, and what may be done about it without asking? The evidence ranks, the
//! seed's tree is walked beside it, and only where both leave no doubt is anything used.

use crate::Outcome;
use crate::apart::{self, Side};
use crate::form::Form;
use crate::frequency::{Frequencies, Rarity};
use crate::question::{self, Question};
use crate::score::{self, Evidence, Relation, Score};
use crate::tree::{self, Branch};
use customer::Record;
use serde::{Deserialize, Serialize};

/// From these log odds on, evidence alone is overwhelming (a thousand to one).
pub const OVERWHELMING: f64 = 6.9;

/// From here on the evidence supports what the tree found (nine to one).
pub const SUPPORTS: f64 = 2.2;

/// Below, nobody is asked about a candidate (one to twenty).
pub const PLAUSIBLE: f64 = -3.0;

/// From here on (three in ten), another given name does not make it another one of the household:
/// measured on made-up dealers, most of those are the person.
pub const PERHAPS_THE_SAME: f64 = -0.85;

/// The best must lead the second by this much, or they are too alike to choose.
pub const LEAD: f64 = 4.0;

/// A second candidate this likely means that the person may be stored twice.
pub const RIVAL: f64 = 0.0;

/// No better than this for somebody whom a person has ruled out.
pub const RULED_OUT: f64 = -4.6;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Use,
    Ask,
    Create,
}

/// What may happen without a person, and about whom a person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Whether a customer who has a customer key may be used for somebody whose key we do not
    /// know. The seed forbids it where nobody looks.
    pub use_keyed: bool,
    /// From these log odds on, evidence alone is enough to use somebody.
    pub use_from: f64,
    /// From these on, a person is asked about a candidate.
    pub ask_from: f64,
}

impl Policy {
    /// As the program is shipped.
    pub const SEED: Self = Self { use_keyed: false, use_from: OVERWHELMING, ask_from: PLAUSIBLE };

    /// What a dealer may set: never less for using than what supports a rule, and a question is
    /// never asked about less than one in a thousand nor left out at more than that.
    pub const USE_FROM: [f64; 2] = [SUPPORTS, 13.8];
    pub const ASK_FROM: [f64; 2] = [-6.9, SUPPORTS];

    /// The same within those limits; what is no number is what was shipped.
    #[must_use]
    pub fn bounded(self) -> Self {
        let within = |value: f64, [least, most]: [f64; 2], shipped: f64| {
            if value.is_nan() { shipped } else { value.clamp(least, most) }
        };
        Self {
            use_from: within(self.use_from, Self::USE_FROM, OVERWHELMING),
            ask_from: within(self.ask_from, Self::ASK_FROM, PLAUSIBLE),
            ..self
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::SEED
    }
}

/// How probable something is whose log odds are these.
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<Id> {
    pub id: Id,
    pub probability: f64,
    pub log_odds: f64,
    pub relation: Relation,
    pub evidence: Vec<Evidence>,
}

impl<Id: PartialEq> Candidate<Id> {
    /// Another one of the household is shown, and stands in nobody's way. Only a customer key that
    /// is the same makes a question of them.
    fn is_asked_about(&self, tree: &tree::Answer<Id>, ask_from: f64) -> bool {
        let named = tree.ids.contains(&self.id);
        let by_key = named && tree.branch == Branch::CustomerKey;
        (named || self.log_odds >= ask_from) && (by_key || !self.is_another_of_the_house())
    }

    /// The same contact, address or car under another given name. Whoever bears the same name is not
    /// meant: father and son are told apart by a person.
    fn is_another_of_the_house(&self) -> bool {
        self.relation == Relation::Household
            && self.log_odds < PERHAPS_THE_SAME
            && self.outcome("givenName") == Outcome::Differ
    }

    /// The same name, and nothing known that says otherwise.
    fn is_namesake(&self) -> bool {
        self.outcome("givenName") == Outcome::Agree
            && self.outcome("familyName") == Outcome::Agree
            && self.outcome("birthDate") != Outcome::Differ
    }

    fn outcome(&self, field: &str) -> Outcome {
        let found = self.evidence.iter().find(|one| one.field == field);
        found.map_or(Outcome::Missing, |one| one.outcome)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Decision<Id> {
    /// Best first; all that were compared.
    pub candidates: Vec<Candidate<Id>>,
    pub tree: tree::Answer<Id>,
    pub action: Action,
    /// Whom to use, with `Action::Use`.
    pub use_id: Option<Id>,
    /// One sentence or two; it names the rule and no private value.
    pub reason: String,
    /// What would tell the plausible candidates apart best.
    pub question: Option<Question>,
    /// From where on a candidate is plausible.
    pub ask_from: f64,
}

impl<Id: Clone + PartialEq> Decision<Id> {
    /// Whom a person is asked about before anybody is created.
    pub fn plausible(&self) -> impl Iterator<Item = &Candidate<Id>> {
        self.candidates.iter().filter(|one| one.is_asked_about(&self.tree, self.ask_from))
    }

    /// The decision where somebody has ruled these out: `others` is what is decided on the rest.
    /// They stay in the list, in their place, and are not this person whatever the fields say.
    #[must_use]
    pub fn without(self, ruled_out: &[Id], others: Self) -> Self {
        let mut decision = others;
        let rival = self.candidates.iter().find(|one| ruled_out.contains(&one.id));
        let best = decision.candidates.first();
        let as_good = best.zip(rival).is_some_and(|(best, rival)| rival.log_odds >= best.log_odds);
        if decision.action == Action::Use && as_good {
            // The fields speak for the other just as much: what tells them apart is the verdict.
            decision.action = Action::Ask;
            decision.use_id = None;
        }
        decision
            .reason
            .push_str(" Somebody has ruled out a candidate before: listed, not offered.");
        decision.candidates = self
            .candidates
            .into_iter()
            .map(|mut candidate| {
                if ruled_out.contains(&candidate.id) {
                    candidate.log_odds = candidate.log_odds.min(RULED_OUT);
                    candidate.probability = probability(candidate.log_odds);
                    if candidate.relation == Relation::Same {
                        candidate.relation = crate::shared::relation(&candidate.evidence);
                    }
                }
                candidate
            })
            .collect();
        decision.candidates.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
        decision
    }
}

/// Decides under the seed's own policy.
pub fn decide<Id: Clone + PartialEq>(
    person: &Record,
    candidates: &[(Id, &Record)],
    frequencies: &dyn Frequencies,
    country: &str,
) -> Decision<Id> {
    decide_with(Policy::SEED, person, candidates, frequencies, country)
}

pub fn decide_with<Id: Clone + PartialEq>(
    policy: Policy,
    person: &Record,
    candidates: &[(Id, &Record)],
    frequencies: &dyn Frequencies,
    country: &str,
) -> Decision<Id> {
    let forms: Vec<Form> = candidates.iter().map(|(_, record)| Form::of(record, country)).collect();
    let forms: Vec<&Form> = forms.iter().collect();
    let asking = Form::of(person, country);
    decide_on_forms(policy, (person, &asking), candidates, &forms, frequencies)
}

/// The same for whoever has the compared forms: making them takes longer than scoring them. One form
/// for each candidate, in their order.
pub fn decide_on_forms<Id: Clone + PartialEq>(
    policy: Policy,
    (person, asking): (&Record, &Form),
    candidates: &[(Id, &Record)],
    forms: &[&Form],
    frequencies: &dyn Frequencies,
) -> Decision<Id> {
    let mut scored: Vec<(usize, Score)> = candidates
        .iter()
        .zip(forms)
        .enumerate()
        .map(|(at, (_, form))| (at, score::score(asking, form, frequencies)))
        .collect();
    // Of equal ones, whoever agrees in more fields comes first; then the order they came in.
    let agreeing = |score: &Score| {
        score.evidence.iter().filter(|one| one.outcome == crate::Outcome::Agree).count()
    };
    scored.sort_by(|(_, a), (_, b)| {
        b.log_odds.total_cmp(&a.log_odds).then_with(|| agreeing(b).cmp(&agreeing(a)))
    });
    let tree = tree::walk_on_forms((person, asking), candidates, forms);
    let side = |at: usize| Side { record: candidates[at].1, form: forms[at] };
    let sides: Vec<Side<'_>> = scored.iter().map(|(at, _)| side(*at)).collect();
    let candidates: Vec<Candidate<Id>> = scored
        .into_iter()
        .map(|(at, score)| Candidate {
            id: candidates[at].0.clone(),
            probability: score.probability,
            log_odds: score.log_odds,
            relation: score.relation,
            evidence: score.evidence,
        })
        .collect();
    let asked = Side { record: person, form: asking };
    let (action, reason) = verdict(policy, asked, &candidates, &sides, &tree, Rarity(frequencies));
    let question = match action {
        Action::Ask => {
            let likely = candidates.iter().zip(&sides);
            let likely = likely.filter(|(one, _)| one.is_asked_about(&tree, policy.ask_from));
            let likely: Vec<((&Record, &Form), f64)> =
                likely.map(|(one, side)| ((side.record, side.form), one.probability)).collect();
            question::best_on_forms((person, asking), &likely)
        }
        Action::Use | Action::Create => None,
    };
    let use_id = match action {
        Action::Use => candidates.first().map(|best| best.id.clone()),
        Action::Ask | Action::Create => None,
    };
    let ask_from = policy.ask_from;
    Decision { candidates, tree, action, use_id, reason, question, ask_from }
}

/// `sides` are those of the candidates, in their order.
fn verdict<Id: Clone + PartialEq>(
    policy: Policy,
    person: Side<'_>,
    candidates: &[Candidate<Id>],
    sides: &[Side<'_>],
    tree: &tree::Answer<Id>,
    rarity: Rarity<'_>,
) -> (Action, String) {
    let rule = tree.branch.sentence();
    let (Some(best), Some(side)) = (candidates.first(), sides.first()) else {
        return (Action::Create, "Nobody known fits.".to_owned());
    };
    let ask = |why: &str| (Action::Ask, format!("{rule} {why}"));
    let asked_about = |one: &&Candidate<Id>| one.is_asked_about(tree, policy.ask_from);
    if !candidates.iter().any(|one| asked_about(&one)) {
        let why = match tree.ids.len() {
            0 if candidates.iter().filter(|one| one.is_namesake()).count() > 1 => {
                "Several customers bear this name; nothing else points to one of them."
            }
            0 if best.log_odds < policy.ask_from => "The evidence points to nobody either.",
            0 | 1 => "The given name differs: probably another one of the same household.",
            _ => "Their given names all differ from this one: probably others of one household.",
        };
        return (Action::Create, format!("{rule} {why}"));
    }
    // A wife has her husband's name and phone too: whoever is not meant is not chosen between.
    let mut fitting =
        candidates.iter().filter(asked_about).filter(|one| tree.ids.contains(&one.id));
    let fits = fitting.next();
    if tree.branch == Branch::Several && fitting.next().is_some() {
        return ask("A person must decide: choose one, or none of them.");
    }
    let agrees = fits.is_some_and(|one| one.id == best.id);
    if !agrees && !tree.ids.is_empty() {
        return ask("The evidence points to somebody else: the rule and the evidence disagree.");
    }
    if best.outcome("givenName") == Outcome::Differ {
        return ask(match best.relation {
            Relation::Household => "The given name differs: probably the same household.",
            Relation::Same | Relation::Different => "The given name differs.",
        });
    }
    // Father and son of one name, one house and one number, or the son under his father's key.
    if best.outcome("birthDate") == Outcome::Differ {
        return ask("The birth date differs.");
    }
    let by_key = agrees && tree.branch == Branch::CustomerKey;
    if let Some(why) = apart::doubt(person, *side, &best.evidence, by_key, rarity) {
        return ask(why);
    }
    if best.relation != Relation::Same || best.log_odds < SUPPORTS {
        return ask(if agrees {
            "The evidence does not bear it out."
        } else {
            "The evidence makes somebody plausible, but not more."
        });
    }
    if let Some(second) = candidates.get(1)
        && (second.log_odds >= RIVAL || best.log_odds - second.log_odds < LEAD)
    {
        let two = sides.get(1).is_none_or(|other| apart::are_two(*side, *other));
        return ask(if two {
            "The evidence fits more than one customer."
        } else {
            "The evidence fits more than one customer: perhaps one person stored twice."
        });
    }
    let (keyed, key) = (side.record.key().is_some(), person.record.key().is_some());
    if keyed && key && tree.branch != Branch::CustomerKey {
        return ask("The likeliest customer has another customer key.");
    }
    if keyed && !key && !policy.use_keyed {
        return ask(
            "The likeliest customer already has a customer key, and none was given here: a person \
             confirms.",
        );
    }
    match (agrees, best.log_odds >= policy.use_from) {
        (true, _) if tree.branch == Branch::Several => (
            Action::Use,
            format!("{rule} The given name fits one of them, and the evidence agrees."),
        ),
        (true, _) => (Action::Use, format!("{rule} The evidence agrees.")),
        (false, true) => {
            (Action::Use, format!("{rule} The evidence for one customer is overwhelming."))
        }
        (false, false) => ask("The evidence points to one customer, but not beyond doubt."),
    }
}
