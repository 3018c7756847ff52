//! What somebody said about two people counts when the same question comes again: a candidate who
//! was ruled out is still shown, but not offered. Where a key field has changed since (name, birth
//! date, phone, e-mail, VIN, plate, customer key), it is asked again.

use crate::Desk;
use crate::failure::Result;
use crate::person::Person;
use customer::Record;
use matching::decide::Candidate;
use matching::{Form, Relation};
use outbox::{Body, Kind};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What somebody's word on these people comes to.
#[derive(Default)]
pub(crate) struct Remembered {
    /// Not offered.
    pub out: Vec<String>,
    /// Offered all the same, and because of which kinds of fields.
    again: Vec<(String, Vec<&'static str>)>,
}

impl Remembered {
    /// Why a candidate who was ruled out is asked about once more; nothing where it is the first
    /// time.
    pub fn again(&self, name: &str) -> Vec<&'static str> {
        let about = self.again.iter().filter(|(other, _)| other == name && !self.is_out(other));
        let mut kinds: Vec<&'static str> = about.flat_map(|(_, kinds)| kinds.clone()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn is_out(&self, name: &str) -> bool {
        self.out.iter().any(|other| other == name)
    }
}

/// Likely the very person the word was about.
fn is_them(score: &Candidate<String>) -> bool {
    score.relation == Relation::Same
}

impl Desk {
    /// Whom of the plausible candidates somebody ruled out for this very person, and about whom it is
    /// asked again. Blocks.
    pub(crate) fn remembered<'a>(
        &self,
        asked: &Record,
        people: impl Iterator<Item = &'a Person>,
        plausible: &[&Candidate<String>],
    ) -> Result<Remembered> {
        let likely = |name: &str| plausible.iter().find(|one| one.id == name).copied();
        let shown: Vec<(&Person, &Candidate<String>)> = people
            .filter_map(|person| Some((person, likely(&person.name_in_answers())?)))
            .collect();
        let myself = asked.id.as_deref().map(|id| self.known(id)).transpose()?.flatten();
        let mut names: Vec<String> = Vec::new();
        let mut former: Vec<(Uuid, String)> = Vec::new();
        for person in shown.iter().map(|(person, _)| *person).chain(myself.as_ref()) {
            names.push(person.local_id.to_string());
            names.extend(person.id.clone());
            // Only whom this desk has written to was ever known by another name.
            if person.standing.word.is_some() {
                let ids = self.store.mine.former_ids(person.local_id)?;
                former.extend(ids.into_iter().map(|id| (person.local_id, id)));
            }
        }
        names.extend(former.iter().map(|(_, id)| id.clone()));
        let apart = match names.len() {
            0 => vec![],
            _ => self.store.mine.told_apart(&names)?,
        };
        if apart.is_empty() {
            return Ok(Remembered::default());
        }
        let is = |person: &Person, name: &str| {
            let once = |(local_id, id): &(Uuid, String)| *local_id == person.local_id && id == name;
            is(person, name) || former.iter().any(once)
        };
        let two = |one: &Person, other: &Person| {
            apart.iter().any(|(a, b)| is(one, a) && is(other, b) || is(one, b) && is(other, a))
        };
        let question = fields(&Form::of(asked, self.country()));
        let mut remembered = Remembered::default();
        // Whom each of them puts out of the question: by the places in `shown`, `None` for oneself.
        let mut puts_out: Vec<(Option<usize>, usize)> = Vec::new();
        // The verdict was given for somebody who is stored by now: that is who is asked about.
        let twins =
            shown.iter().enumerate().map(|(at, (person, score))| (*person, Some((at, *score))));
        for (twin, place) in twins.chain(myself.as_ref().map(|person| (person, None))) {
            if !shown.iter().any(|(other, _)| two(twin, other)) {
                continue;
            }
            let score = place.map(|(_, score)| score);
            let judged = self.judged_as(twin)?;
            let now = fields(&Form::of(&twin.record, self.country()));
            let told = if score.is_none() && question.is_empty() { &now } else { &question };
            let whole = unkeyed(told) == unkeyed(&judged);
            for (at, (other, theirs)) in shown.iter().enumerate() {
                let better = score.is_none_or(|score| score.log_odds > theirs.log_odds);
                let no_worse = score.is_none_or(|score| score.log_odds >= theirs.log_odds);
                if !two(twin, other) {
                    continue;
                }
                let news = news(told, &judged, &now);
                if news.is_empty() && (whole || better) {
                    puts_out.push((place.map(|(at, _)| at), at));
                } else if !news.is_empty() && no_worse && score.is_none_or(is_them) {
                    remembered.again.push((other.name_in_answers(), news));
                }
            }
        }
        remembered.out = gone_by(&puts_out).map(|at| shown[at].0.name_in_answers()).collect();
        Ok(remembered)
    }

    /// The record somebody looked at when they said it is nobody of those: as it was entered.
    fn judged_as(&self, person: &Person) -> Result<BTreeSet<String>> {
        let entered = self.store.mine.entries_of(person.local_id)?.into_iter().find_map(|entry| {
            match (entry.kind, entry.body) {
                // What a finished entry said is not kept for long.
                (Kind::Create, Body::Create { record }) if *record != Record::default() => {
                    Some(record)
                }
                _ => None,
            }
        });
        let record = entered.as_deref().unwrap_or(&person.record);
        Ok(fields(&Form::of(record, self.country())))
    }
}

/// Who is out of the question. A verdict says that two are not one, never which of the two is asked
/// about: where what was typed is each of them as much as the other, both stay and a person says which.
fn gone_by(puts_out: &[(Option<usize>, usize)]) -> impl Iterator<Item = usize> {
    let is_out = |at: usize| puts_out.iter().any(|(_, other)| *other == at);
    let by_somebody_in = move |(by, _): &&(Option<usize>, usize)| by.is_none_or(|by| !is_out(by));
    puts_out.iter().filter(by_somebody_in).map(|(_, at)| *at)
}

fn is(person: &Person, name: &str) -> bool {
    person.id.as_deref() == Some(name) || person.local_id.to_string() == name
}

/// The key fields in the form in which they compare, each with its kind.
fn fields(form: &Form) -> BTreeSet<String> {
    let birth = form.birth.map(|parts| format!("{}-{}-{}", parts.year, parts.month, parts.day));
    let names = format!("{} {}", form.given_whole, form.family);
    let of = |kind: &'static str, values: Vec<String>| {
        values
            .into_iter()
            .filter(|value| !value.trim().is_empty())
            .map(move |value| format!("{kind}:{value}"))
    };
    of("name", vec![names])
        .chain(of("company", vec![form.company.clone()]))
        .chain(of("birth", birth.into_iter().collect()))
        .chain(of("phone", form.phones.clone()))
        .chain(of("email", form.emails.iter().map(|(_, mailbox)| mailbox.clone()).collect()))
        .chain(of("vin", form.vins.clone()))
        .chain(of("plate", form.plates.clone()))
        .chain(of(KEY, form.keys.clone()))
        .collect()
}

const KEY: &str = "key";
const KINDS: [&str; 8] = ["name", "company", "birth", "phone", "email", "vin", "plate", KEY];

fn is_key(field: &str) -> bool {
    field.split_once(':').is_some_and(|(kind, _)| kind == KEY)
}

fn unkeyed(fields: &BTreeSet<String>) -> BTreeSet<&String> {
    fields.iter().filter(|field| !is_key(field)).collect()
}

/// The kinds of what is told and was not there when it was judged. A customer key that the network
/// gave to the new customer since is no news.
fn news(
    told: &BTreeSet<String>,
    judged: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> Vec<&'static str> {
    let given_since = |field: &str| {
        is_key(field) && now.contains(field) && !judged.iter().any(|field| is_key(field))
    };
    let new = told.iter().filter(|field| !judged.contains(*field) && !given_since(field));
    let kinds = new.filter_map(|field| {
        let (kind, _) = field.split_once(':')?;
        KINDS.into_iter().find(|known| *known == kind)
    });
    kinds.collect::<BTreeSet<_>>().into_iter().collect()
}
