//! Which questions to put to Keyloop v1 for a typed term or a person: it has a box for each kind
//! of thing and none for free text, so a term becomes several calls whose rows are merged.
//!
//! What v1 has no box for (VIN, plate, birth date) is not asked; the answer then says that it is
//! not complete. A customer key typed alone is tried as the customer's id.

use customer::search_term::{Meaning, Reading};
use customer::{ChannelKind, Kind, Record, phone};

/// One call's parameters; they combine as AND.
pub(crate) type Query = Vec<(&'static str, String)>;

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub queries: Vec<Query>,
    /// An id to read directly.
    pub by_id: Option<String>,
    /// False where a part of the term cannot be asked for.
    pub complete: bool,
}

/// More calls than this for one keystroke would only be throttled.
const MOST: usize = 8;

pub(crate) fn for_term(readings: &[Reading], shortest_phone: usize, country: &str) -> Plan {
    let mut plan = Plan { complete: true, ..Plan::default() };
    if readings.is_empty() {
        return plan;
    }
    let likeliest: Vec<(Meaning, &Reading)> =
        readings.iter().map(|reading| (reading.meaning, reading)).collect();
    if let [(Meaning::CustomerKey, reading)] = likeliest.as_slice() {
        plan.by_id = Some(reading.text.trim().to_owned());
    }
    let mut found = queries(&likeliest, shortest_phone, country);
    plan.complete = !found.is_empty() || plan.by_id.is_some();
    // Half an e-mail address finds nobody there; that is no proof that there is nobody.
    if likeliest.iter().any(|(meaning, piece)| {
        *meaning == Meaning::Email && customer::email::Email::parse(&piece.text).is_none()
    }) {
        plan.complete = false;
    }
    // Each piece once in its next likely meaning, the others as they are.
    for (at, reading) in readings.iter().enumerate() {
        // What has an @ is nothing but an e-mail address to a network.
        if reading.meaning == Meaning::Email && reading.text.contains('@') {
            continue;
        }
        for other in reading.others.iter().take(2) {
            let mut flipped = likeliest.clone();
            flipped[at].0 = *other;
            found.extend(queries(&flipped, shortest_phone, country));
            if *other == Meaning::CustomerKey && readings.len() == 1 && plan.by_id.is_none() {
                let text = reading.text.trim();
                // A plain word is no id: asking for it would cost a call with every letter.
                if text.len() >= 4 && text.chars().any(|c| c.is_ascii_digit()) {
                    plan.by_id = Some(text.to_owned());
                }
            }
        }
    }
    for query in found {
        if !plan.queries.contains(&query) && plan.queries.len() < MOST {
            plan.queries.push(query);
        }
    }
    plan
}

/// Everybody who shares a phone, an e-mail or the name.
pub(crate) fn for_person(person: &Record, shortest_phone: usize, country: &str) -> Plan {
    let mut queries: Vec<Query> = Vec::new();
    let mut add = |query: Query| {
        if !queries.contains(&query) {
            queries.push(query);
        }
    };
    for channel in &person.channels {
        match channel.kind {
            ChannelKind::Phone => {
                let digits = phone::tail(&channel.value, country);
                if digits.len() >= shortest_phone {
                    add(vec![("phone", digits)]);
                }
            }
            ChannelKind::Email if channel.value.contains('@') => {
                add(vec![("email", channel.value.trim().to_owned())]);
            }
            ChannelKind::Email => {}
        }
    }
    let given = Record::said(&person.names.given_name);
    let family = Record::said(&person.names.family_name);
    match (given, family) {
        (Some(given), Some(family)) => {
            add(vec![("givenName", given.to_owned()), ("familyName", family.to_owned())]);
            // Jon for John, and names that changed places.
            let initial: String = given.chars().take(1).collect();
            add(vec![("givenName", initial), ("familyName", family.to_owned())]);
            add(vec![("givenName", family.to_owned()), ("familyName", given.to_owned())]);
        }
        (None, Some(family)) => add(vec![("familyName", family.to_owned())]),
        (Some(given), None) => add(vec![("givenName", given.to_owned())]),
        (None, None) => {}
    }
    if let (Kind::Company, Some(name)) = (person.kind, Record::said(&person.company.name)) {
        add(vec![("familyName", name.to_owned())]);
    }
    Plan { complete: !queries.is_empty(), queries, by_id: None }
}

/// The calls for one way of reading the term; none where it cannot be asked.
fn queries(pieces: &[(Meaning, &Reading)], shortest_phone: usize, country: &str) -> Vec<Query> {
    let mut fixed: Query = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut set = |key: &'static str, value: String| {
        // Two phones in one term: the first is asked for, the rows are checked for the other.
        if !fixed.iter().any(|(there, _)| *there == key) {
            fixed.push((key, value));
        }
    };
    for (meaning, reading) in pieces {
        let text = reading.text.trim();
        match meaning {
            Meaning::Name => names.extend(text.split_whitespace()),
            // A company stands where a family name does.
            Meaning::Company => names.push(text),
            Meaning::Phone => {
                let digits = phone::tail(text, country);
                // Too short an end finds nobody there, but still sorts the rows here.
                if digits.len() >= shortest_phone {
                    set("phone", digits);
                }
            }
            Meaning::Email if text.contains('@') && !text.ends_with('@') => {
                set("email", text.to_owned());
            }
            Meaning::Postcode => set("postalCode", text.to_owned()),
            Meaning::Email
            | Meaning::Town
            | Meaning::CustomerKey
            | Meaning::Vin
            | Meaning::VinEnd
            | Meaning::Plate
            | Meaning::BirthDate => return Vec::new(),
        }
    }
    let named = |given: Option<String>, family: Option<String>| {
        let mut query = fixed.clone();
        query.extend(given.map(|name| ("givenName", name)));
        query.extend(family.map(|name| ("familyName", name)));
        query
    };
    let joined = |words: &[&str]| Some(words.join(" "));
    match names.as_slice() {
        [] if fixed.is_empty() => Vec::new(),
        [] => vec![fixed],
        [name] => vec![named(None, joined(&[name])), named(joined(&[name]), None)],
        [first, last] => vec![
            named(joined(&[first]), joined(&[last])),
            named(joined(&[last]), joined(&[first])),
            named(None, joined(&[first, last])),
            named(joined(&[first, last]), None),
        ],
        [first, rest @ .., last] => vec![
            named(joined(&[first]), joined(&[rest, &[*last]].concat())),
            named(joined(&[first]), joined(&[last])),
            named(joined(&[last]), joined(&[&[*first], rest].concat())),
            named(None, joined(&names)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use customer::search_term::read;
    use customer::{Channel, Line, Use};

    use super::*;

    fn asked(term: &str) -> Vec<String> {
        let plan = for_term(&read(term, "GB"), 6, "GB");
        plan.queries
            .iter()
            .map(|query| {
                query.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&")
            })
            .collect()
    }

    #[test]
    fn a_name_is_asked_for_as_family_and_as_given_name() {
        let asked = asked("Sousa");
        assert!(asked.contains(&"familyName=Sousa".into()), "{asked:?}");
        assert!(asked.contains(&"givenName=Sousa".into()), "{asked:?}");
    }

    #[test]
    fn a_company_is_asked_for_as_one_name() {
        let asked = asked("Sousa Lda");
        assert_eq!(asked[..2], ["familyName=Sousa Lda", "givenName=Sousa Lda"], "{asked:?}");
        assert!(asked.contains(&"givenName=Sousa&familyName=Lda".into()), "{asked:?}");
    }

    #[test]
    fn two_names_are_asked_for_in_both_orders() {
        let asked = asked("Maria Sousa");
        assert!(asked.contains(&"givenName=Maria&familyName=Sousa".into()), "{asked:?}");
        assert!(asked.contains(&"givenName=Sousa&familyName=Maria".into()), "{asked:?}");
    }

    #[test]
    fn a_phone_is_asked_for_by_the_digits_every_notation_ends_in() {
        for term in ["07700 900123", "+44 7700 900123", "+447700900123"] {
            assert!(asked(term).contains(&"phone=7700900123".into()), "{term}: {:?}", asked(term));
        }
    }

    #[test]
    fn name_and_phone_go_together_in_one_call() {
        let asked = asked("Sousa 07700900123");
        assert!(asked.contains(&"phone=7700900123&familyName=Sousa".into()), "{asked:?}");
    }

    #[test]
    fn a_short_phone_end_is_left_to_the_rows() {
        let asked = asked("sousa 4417");
        assert!(asked.contains(&"familyName=sousa".into()), "{asked:?}");
        assert!(!asked.iter().any(|query| query.contains("phone=")), "{asked:?}");
    }

    #[test]
    fn what_cannot_be_asked_for_is_said() {
        let plan = for_term(&read("WVWZZZ1KZ6W650709", "GB"), 6, "GB");
        assert!(plan.queries.is_empty() && !plan.complete, "{plan:?}");
        assert!(for_term(&[], 6, "GB").complete);
    }

    #[test]
    fn a_person_is_looked_up_by_every_channel_and_the_name() {
        let mut person = Record::default();
        person.names.given_name = Some("John".into());
        person.names.family_name = Some("Smith".into());
        person.channels.push(Channel::phone(Use::Home, Line::Mobile, "07700 900123"));
        person.channels.push(Channel::phone(Use::Work, Line::Landline, "+31 20 123 4567"));
        person.channels.push(Channel::email(Use::Home, "j@smith.example"));
        let plan = for_person(&person, 6, "GB");
        let has = |query: &[(&'static str, &str)]| {
            let query: Query = query.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
            plan.queries.contains(&query)
        };
        assert!(has(&[("phone", "7700900123")]));
        assert!(has(&[("phone", "201234567")]));
        assert!(has(&[("email", "j@smith.example")]));
        assert!(has(&[("givenName", "John"), ("familyName", "Smith")]));
        assert!(has(&[("givenName", "J"), ("familyName", "Smith")]));
        assert!(plan.complete && !for_person(&Record::default(), 6, "GB").complete);
    }
}
