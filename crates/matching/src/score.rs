//! One candidate's score: the same person, another of the household, or a stranger.

use crate::compare::{self, Compared, Outcome};
use crate::form::{Form, Place};
use crate::frequency::{Frequencies, Rarity, as_f64};
use crate::weights::{self, Level};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Same,
    /// Any other person who shares contact, address or car.
    Household,
    Different,
}

/// What one field adds, in nats, to "the same person" against "strangers". Additive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The record's member: `givenName`, `phone`.
    pub field: Cow<'static, str>,
    pub outcome: Outcome,
    pub weight: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// That this record is this person.
    pub probability: f64,
    /// The same as log odds, in nats: it does not run into 1.
    pub log_odds: f64,
    pub relation: Relation,
    pub evidence: Vec<Evidence>,
}

/// Sums over the fields.
struct Sum {
    same: f64,
    household: f64,
    evidence: Vec<Evidence>,
}

impl Default for Sum {
    fn default() -> Self {
        Self { same: 0.0, household: 0.0, evidence: Vec::with_capacity(14) }
    }
}

impl Sum {
    fn add(&mut self, field: &'static str, compared: Compared) {
        let (outcome, level) = compared;
        let weight = level.map_or(0.0, |level| (level.same / level.stranger).ln());
        if let Some(level) = level {
            self.same += weight;
            self.household += (level.household / level.stranger).ln();
        }
        self.evidence.push(Evidence { field: Cow::Borrowed(field), outcome, weight });
    }

    /// For fields where only one side may speak: both silent is no evidence worth a line.
    fn add_if(&mut self, said: bool, field: &'static str, compared: Compared) {
        if said {
            self.add(field, compared);
        }
    }

    fn add_flat(&mut self, field: &'static str, outcome: Outcome, weight: f64) {
        self.same += weight;
        self.household += weight.min(0.0);
        self.evidence.push(Evidence { field: Cow::Borrowed(field), outcome, weight });
    }
}

/// Compares two records. `person` asks, `record` is stored.
pub fn score(person: &Form, record: &Form, frequencies: &dyn Frequencies) -> Score {
    let mut sum = Sum::default();
    names(person, record, frequencies, &mut sum);
    let birth = compare::birth(person, record);
    if sum.evidence.first().is_some_and(|e| e.field == "givenName" && e.outcome == Outcome::Agree)
        && birth.0 != Outcome::Agree
        && let Some(factor) = compare::namesakes(person, record)
    {
        sum.household += factor.ln();
    }
    sum.add_if(person.birth.is_some() || record.birth.is_some(), "birthDate", birth);
    channels(person, record, frequencies, &mut sum);
    sum.add_if(
        !(person.vins.is_empty() && record.vins.is_empty()),
        "vin",
        compare::vehicle(person, record),
    );
    // A plate says nothing new about a car that the VIN has identified.
    let car_known =
        sum.evidence.last().is_some_and(|e| e.field == "vin" && e.outcome == Outcome::Agree);
    let mut plate = compare::plate(person, record);
    if car_known && plate.0 != Outcome::Missing {
        plate.1 = None;
    }
    sum.add_if(!(person.plates.is_empty() && record.plates.is_empty()), "licensePlate", plate);
    places(person, record, Rarity(frequencies), &mut sum);
    sum.add_if(
        !(person.company.is_empty() && record.company.is_empty()),
        "company",
        compare::company(person, record, Rarity(frequencies)),
    );
    if person.kind != record.kind {
        sum.add("kind", (Outcome::Differ, Some(weights::OTHER_KIND)));
    }
    numbers(person, record, &mut sum);
    let mut score = weigh(sum, frequencies);
    match score.relation {
        // What is shared may be too little to tell by numbers; it is shared all the same.
        Relation::Different if crate::shared::shares_a_life(person, record, &score.evidence) => {
            score.relation = Relation::Household;
        }
        // Names alone may fit a family's better than a stranger's, and are shared by many.
        Relation::Household if !crate::shared::shares_anything(person, record, &score.evidence) => {
            score.relation = Relation::Different;
        }
        Relation::Same | Relation::Household | Relation::Different => {}
    }
    score
}

/// Among very few rows the prior would make strangers of a list into likely matches.
fn counted(frequencies: &dyn Frequencies) -> f64 {
    match frequencies.customers() {
        0 => weights::USUAL_CUSTOMERS,
        counted => as_f64(counted).max(weights::FEWEST_CUSTOMERS),
    }
}

fn weigh(sum: Sum, frequencies: &dyn Frequencies) -> Score {
    let customers = counted(frequencies);
    // Each of the rows that a person is stored under is this person.
    let rows = 1.0 + frequencies.stored_again();
    let same = (weights::PRIOR_SAME * rows / customers).ln() + sum.same;
    let others = match frequencies.household() {
        None => weights::PRIOR_HOUSEHOLD,
        Some((others, rows)) => {
            let shipped = weights::HOUSEHOLD_PRIOR_ROWS;
            (weights::PRIOR_HOUSEHOLD * shipped + others * rows) / (shipped + rows)
        }
    };
    // Addresses say who lives together. Parents and grown-up children, and whoever bought the car,
    // share a number or a car from two houses: there are such also where nobody shares a house.
    let others = match others < weights::PRIOR_ELSEWHERE {
        true if crate::shared::contact_or_car(&sum.evidence) => weights::PRIOR_ELSEWHERE,
        _ => others,
    };
    let household = (others / customers).ln() + sum.household;
    // ln(e^household + e^0), without overflow.
    let rest = household.max(0.0) + (-household.abs()).exp().ln_1p();
    let log_odds = same - rest;
    let relation = if same >= rest {
        Relation::Same
    } else if household > 0.0 {
        Relation::Household
    } else {
        Relation::Different
    };
    let probability = 1.0 / (1.0 + (-log_odds).exp());
    Score { probability, log_odds, relation, evidence: sum.evidence }
}

fn names(person: &Form, record: &Form, frequencies: &dyn Frequencies, sum: &mut Sum) {
    let rarity = Rarity(frequencies);
    let someone = !(person.first().is_empty() && record.first().is_empty());
    if compare::swapped(person, record) {
        sum.add("givenName", (Outcome::Similar, Some(weights::swapped::BOTH)));
        sum.add("familyName", (Outcome::Similar, None));
        return;
    }
    let given = compare::given(person, record, rarity);
    let family = compare::family(person, record, rarity);
    if given.0 == Outcome::Differ
        && family.0 == Outcome::Differ
        && compare::half_swapped(person, record)
    {
        sum.add("givenName", (Outcome::Similar, Some(weights::swapped::HALF)));
        sum.add("familyName", (Outcome::Similar, None));
        return;
    }
    sum.add_if(someone, "givenName", given);
    sum.add_if(!(person.family.is_empty() && record.family.is_empty()), "familyName", family);
    let middle = compare::middle(person, record);
    sum.add_if(middle.0 != Outcome::Missing, "middleName", middle);
}

fn channels(person: &Form, record: &Form, frequencies: &dyn Frequencies, sum: &mut Sum) {
    let customers = counted(frequencies);
    let shared = |channel: Option<&str>, one: Compared, many: Level| -> Compared {
        match channel.and_then(|channel| frequencies.sharing(channel)) {
            Some(count) if count > 1 => (Outcome::Agree, Some(many.among(count, customers))),
            _ => one,
        }
    };
    let (phone, number) = compare::phone(person, record);
    let phone = shared(number, phone, weights::phone::SHARED);
    sum.add_if(!(person.phones.is_empty() && record.phones.is_empty()), "phone", phone);
    let given = sum.evidence.iter().find(|one| one.field == "givenName");
    let given = given.map_or(Outcome::Missing, |one| one.outcome);
    let (email, address) = compare::email(person, record, given, Rarity(frequencies));
    let own = address.is_some_and(|address| compare::names_both(person, record, address));
    let (email, many) = match (own, email) {
        (true, (outcome, Some(_))) => {
            ((outcome, Some(weights::email::OWN)), weights::email::OWN_SHARED)
        }
        _ => (email, weights::email::SHARED),
    };
    let email = shared(address, email, many);
    sum.add_if(!(person.emails.is_empty() && record.emails.is_empty()), "email", email);
}

/// The pair of addresses that agrees best.
fn places(person: &Form, record: &Form, rarity: Rarity<'_>, sum: &mut Sum) {
    let fields = |a: &Place, b: &Place| {
        [
            ("building", compare::building(a, b)),
            ("postalCode", compare::postcode(a, b, rarity)),
            ("street", compare::street(a, b, rarity)),
            ("city", compare::town(a, b)),
        ]
    };
    let weight = |fields: &[(&'static str, Compared); 4]| -> f64 {
        fields
            .iter()
            .filter_map(|(_, (_, level))| *level)
            .map(|level| (level.same / level.stranger).ln())
            .sum()
    };
    let nowhere = Place::default();
    let best = person
        .places
        .iter()
        .flat_map(|a| record.places.iter().map(move |b| fields(a, b)))
        .max_by(|a, b| weight(a).total_cmp(&weight(b)));
    let Some(best) = best else {
        let known = person.places.first().or(record.places.first());
        if let Some(known) = known {
            for (field, compared) in fields(known, &nowhere).into_iter().skip(1) {
                sum.add(field, compared);
            }
        }
        return;
    };
    // Who lives in one house shares postcode and town as well: the surplus is no news. Nor is it
    // that whoever has moved has another postcode and another town.
    let total = weight(&best);
    let surplus = (total - weights::PLACE_AT_MOST).max(0.0);
    let moved = weights::MOVED;
    let lowest = (moved.same / moved.stranger).ln();
    let from = sum.evidence.len();
    for (field, compared) in best {
        // Few houses have a name: only where both do it is worth a line.
        if field != "building" || compared.0 != Outcome::Missing {
            sum.add(field, compared);
        }
    }
    sum.same -= surplus;
    sum.household -= surplus;
    let told = &mut sum.evidence[from..];
    if let Some(street) = told.iter_mut().find(|evidence| evidence.field == "street") {
        street.weight -= surplus;
    }
    if total < lowest {
        let negative: f64 = told.iter().map(|evidence| evidence.weight.min(0.0)).sum();
        let kept = (negative + lowest - total) / negative;
        for evidence in told.iter_mut().filter(|evidence| evidence.weight < 0.0) {
            evidence.weight *= kept;
        }
        let levels = best.iter().filter_map(|(_, (_, level))| level.as_ref());
        let household: f64 = levels.map(|level| (level.household / level.stranger).ln()).sum();
        sum.same += lowest - total;
        sum.household += ((moved.household / moved.stranger).ln() - household).max(0.0);
    }
}

fn numbers(person: &Form, record: &Form, sum: &mut Sum) {
    let (mine, theirs) = (&person.social_security, &record.social_security);
    if !mine.is_empty() && !theirs.is_empty() {
        let (outcome, weight) = match crate::near::slips(mine, theirs) {
            0 => (Outcome::Agree, weights::SOCIAL_SECURITY_EQUAL),
            1 => (Outcome::Similar, weights::SOCIAL_SECURITY_NEAR),
            _ => (Outcome::Differ, weights::SOCIAL_SECURITY_DIFFERENT),
        };
        sum.add_flat("socialSecurityId", outcome, weight);
    }
    if person.keys.is_empty() && record.keys.is_empty() {
        return;
    }
    if person.keys.is_empty() || record.keys.is_empty() {
        sum.add("customerKey", (Outcome::Missing, None));
    } else if person.keys.iter().any(|key| record.keys.contains(key)) {
        sum.add_flat("customerKey", Outcome::Agree, weights::KEY_EQUAL);
    } else {
        sum.add_flat("customerKey", Outcome::Differ, weights::KEY_DIFFERENT);
    }
}
