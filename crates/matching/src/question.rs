//! The one question that best tells the plausible candidates apart. Only a code leaves here, never
//! a value: whoever asks must not read private data aloud.

use crate::Form;
use customer::record::Vehicle;
use customer::{Record, birth_date, fold, names};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Which car do you drive?
    Vehicle,
    /// Which town do you live in?
    Town,
    /// On which day of the month is your birthday?
    BirthDay,
    /// What is your first name?
    GivenName,
    /// Do you have a middle name?
    MiddleName,
    /// Is it for a company?
    Company,
    /// Which street?
    Street,
    /// What is the e-mail address we have?
    Email,
    /// What are the last digits of your number?
    Phone,
}

impl Question {
    /// In the order in which people like to be asked.
    pub const ALL: [Self; 9] = [
        Self::Vehicle,
        Self::Town,
        Self::GivenName,
        Self::Company,
        Self::BirthDay,
        Self::Street,
        Self::MiddleName,
        Self::Phone,
        Self::Email,
    ];
}

/// The field whose answers split the candidates best, weighed by how likely each candidate is.
/// What the person has told already is not asked again; with one candidate, what she could confirm.
pub fn best(person: &Record, candidates: &[(&Record, f64)], country: &str) -> Option<Question> {
    let forms: Vec<Form> = candidates.iter().map(|(record, _)| Form::of(record, country)).collect();
    let candidates: Vec<((&Record, &Form), f64)> = candidates
        .iter()
        .zip(&forms)
        .map(|((record, probability), form)| ((*record, form), *probability))
        .collect();
    best_on_forms((person, &Form::of(person, country)), &candidates)
}

/// The same for whoever has the compared forms.
pub(crate) fn best_on_forms(
    person: (&Record, &Form),
    candidates: &[((&Record, &Form), f64)],
) -> Option<Question> {
    let asked = |question: &Question| answer(person, *question).is_none();
    let gain = |question: Question| -> f64 {
        let total: f64 = candidates.iter().map(|(_, probability)| probability).sum();
        let mut groups: Vec<(String, f64)> = Vec::new();
        for (candidate, probability) in candidates {
            let share = probability / total.max(f64::MIN_POSITIVE);
            // Nobody's car is known of one without a car: no answer tells little.
            let Some(answer) = answer(*candidate, question) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == answer) {
                Some((_, sum)) => *sum += share,
                None => groups.push((answer, share)),
            }
        }
        let known: f64 = groups.iter().map(|(_, share)| share).sum();
        // One candidate: whether the answer is known at all. Several: how evenly it splits them.
        if candidates.len() == 1 {
            return known;
        }
        let together: f64 = groups.iter().map(|(_, share)| share * share).sum();
        known * known - together
    };
    Question::ALL
        .into_iter()
        .filter(asked)
        .map(|question| (question, gain(question)))
        .filter(|(_, gain)| *gain > 1e-9)
        // The earlier question wins a tie.
        .reduce(|best, next| if next.1 > best.1 + 1e-9 { next } else { best })
        .map(|(question, _)| question)
}

/// What a record would answer, in a form that compares; `None` where it does not know.
fn answer((record, form): (&Record, &Form), question: Question) -> Option<String> {
    let text = |member: &Option<String>| Record::said(member).map(fold::joined);
    let answer = match question {
        Question::Vehicle => {
            let cars: HashSet<String> = record.vehicles.iter().filter_map(car).collect();
            let mut cars: Vec<String> = cars.into_iter().collect();
            cars.sort();
            cars.join(" ")
        }
        Question::Town => {
            record.addresses.iter().flat_map(crate::place::towns).next().unwrap_or_default()
        }
        Question::BirthDay => Record::said(&record.identity.birth_date)
            .and_then(birth_date::parts)
            .map(|parts| parts.day.to_string())
            .unwrap_or_default(),
        Question::GivenName => names::NameWords::of(&record.names).first().to_owned(),
        Question::MiddleName => text(&record.names.middle_name).unwrap_or_default(),
        Question::Company => {
            Record::said(&record.company.name).map(names::comparable_company).unwrap_or_default()
        }
        Question::Street => record
            .addresses
            .first()
            .map(|address| crate::place::number_and_street(address).1)
            .unwrap_or_default(),
        Question::Phone => form.phones.first().cloned().unwrap_or_default(),
        Question::Email => form.emails.first().map(|(whole, _)| whole.clone()).unwrap_or_default(),
    };
    (!answer.is_empty()).then_some(answer)
}

/// A car as people name it.
fn car(vehicle: &Vehicle) -> Option<String> {
    let named: Vec<String> = [&vehicle.make, &vehicle.model]
        .into_iter()
        .filter_map(Record::said)
        .map(fold::joined)
        .collect();
    let plate = || Record::said(&vehicle.license_plate).map(customer::plate::normalise);
    let vin = || Record::said(&vehicle.vin).and_then(customer::vin::last8);
    if named.is_empty() { plate().or_else(vin) } else { Some(named.concat()) }
}
