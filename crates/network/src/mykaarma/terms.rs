//! Which terms to send to `listMinimal` for what was typed or for a person. A term holds at most
//! thirty characters; `OR` lets any of its words match any of the fields, so that one call can
//! carry several identifiers. Newer pages of the vendor's no longer name that parameter, so a person
//! is looked up by each identifier alone as well. What comes back is checked by `verify`.

use customer::search_term::{Meaning, Reading};
use customer::{ChannelKind, Kind, Record, fold, phone, vin};

use crate::verify::is_no_number;

/// One call: its words and the fields they are looked up in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    pub words: Vec<String>,
    pub fields: Vec<&'static str>,
}

/// More calls than this at once to look up one person would only be throttled.
pub(crate) const MOST: usize = 12;
/// So often as many are asked; whoever needs more is looked up in part, and that is said.
pub(crate) const ROUNDS: usize = 3;

const COMPANY: &str = "company";
const NAMES: [&str; 3] = ["fname", "lname", COMPANY];
const VALUES: &str = "communications.commValue";
const KEY: &str = "customerKey";
const VIN: &str = "vehicles.vin";
/// Those of the documented process, in its order.
pub(crate) const IDENTIFIERS: [&str; 3] = [VIN, VALUES, KEY];

impl Term {
    fn of(word: String, fields: &[&'static str]) -> Self {
        Self { words: vec![word], fields: fields.to_vec() }
    }

    pub fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// The terms for each piece that was typed; `None` for a piece the network cannot look up. A
/// customer must fit every piece, so the whole answer of any one of them holds all.
pub(crate) fn for_piece(reading: &Reading, country: &str) -> Option<Vec<Term>> {
    let text = reading.text.trim();
    let mut terms: Vec<Term> = Vec::new();
    let mut put = |words: Vec<String>, fields: &[&'static str]| {
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return;
        }
        match terms.iter_mut().find(|term| term.words == words) {
            Some(term) => {
                let new = fields.iter().filter(|field| !term.fields.contains(field));
                let new: Vec<_> = new.copied().collect();
                term.fields.extend(new);
            }
            None => terms.push(Term { words, fields: fields.to_vec() }),
        }
    };
    let others = reading.others.iter().copied().filter(|other| !is_no_number(*other, text));
    for meaning in std::iter::once(reading.meaning).chain(others) {
        match meaning {
            Meaning::Name if text.contains('@') => {}
            // Any one word of a name finds the person; the rows are checked for the others.
            Meaning::Name => put(longest(text).into_iter().collect(), &NAMES),
            Meaning::Company => put(company_word(text).into_iter().collect(), &[COMPANY]),
            Meaning::Phone => put(vec![phone::tail(text, country)], &[VALUES]),
            Meaning::Email => put(vec![text.to_owned()], &[VALUES]),
            Meaning::CustomerKey => put(vec![text.to_owned()], &[KEY]),
            Meaning::Vin | Meaning::VinEnd => {
                let whole = vin::normalise(text);
                put(vec![vin::last8(&whole).unwrap_or(whole)], &[VIN]);
            }
            Meaning::Town | Meaning::Plate | Meaning::Postcode | Meaning::BirthDate => {}
        }
    }
    (!terms.is_empty()).then_some(terms)
}

fn longest(text: &str) -> Option<String> {
    // Apostrophes are kept: the network matches the text as it is stored.
    text.split_whitespace().max_by_key(|word| word.chars().count()).map(str::to_owned)
}

/// What a person can be told by, each with the field it stands in.
fn identifiers(person: &Record, country: &str) -> Vec<(String, &'static str)> {
    let mut found: Vec<(String, &'static str)> = Vec::new();
    let mut add = |word: String, field| {
        if !word.is_empty() && !found.iter().any(|(there, _)| *there == word) {
            found.push((word, field));
        }
    };
    if let Some(key) = person.key() {
        add(key.to_owned(), KEY);
    }
    for car in &person.vehicles {
        if let Some(end) = car.vin.as_deref().and_then(vin::last8) {
            add(end, VIN);
        }
    }
    for channel in &person.channels {
        match channel.kind {
            ChannelKind::Phone => {
                let digits = phone::tail(&channel.value, country);
                if digits.len() >= 5 {
                    add(digits, VALUES);
                }
            }
            ChannelKind::Email => {
                if !channel.value.contains(char::is_whitespace) && channel.value.contains('@') {
                    add(channel.value.clone(), VALUES);
                }
            }
        }
    }
    found
}

/// All that a person is looked up by. Under AND a term of several words finds only whoever has them
/// all, and one word in several fields nobody. Each by itself finds them either way, so where there
/// are too many those of several words are left out.
pub(crate) fn to_look_up(person: &Record, country: &str, limit: usize) -> Vec<Term> {
    let mut terms = for_person(person, country, limit);
    terms.retain(|term| term.words.len() > 1 || term.fields.len() == 1);
    for one in one_by_one(person, country) {
        if !terms.contains(&one) {
            terms.push(one);
        }
    }
    if terms.len() > MOST {
        terms.retain(|term| term.words.len() == 1);
    }
    terms
}

/// The identifiers one a call, each in its own field: found whatever `queryOperator` does.
fn one_by_one(person: &Record, country: &str) -> Vec<Term> {
    identifiers(person, country).into_iter().map(|(word, field)| Term::of(word, &[field])).collect()
}

/// The terms for a person: its identifiers as the documented process puts them together, and the
/// name by itself.
fn for_person(person: &Record, country: &str, limit: usize) -> Vec<Term> {
    // White space would break a key into words that match half of everybody.
    let (alone, words): (Vec<_>, Vec<_>) = identifiers(person, country)
        .into_iter()
        .partition(|(word, _)| word.contains(char::is_whitespace));
    let mut terms = packed(words.into_iter().map(|(word, _)| word).collect(), limit);
    terms.extend(alone.into_iter().map(|(word, field)| Term::of(word, &[field])));
    if let Some(family) = Record::said(&person.names.family_name) {
        if let Some(word) = name_word(family) {
            terms.push(Term::of(word, &["lname"]));
        }
        // Given and family name may have changed places.
        if let Some(word) = Record::said(&person.names.given_name).and_then(name_word) {
            terms.push(Term::of(word, &["lname"]));
        }
    }
    if let Some(word) = Record::said(&person.company.name).and_then(company_word)
        && (person.kind == Kind::Company || person.names.family_name.is_none())
    {
        terms.push(Term::of(word, &[COMPANY]));
    }
    terms
}

/// The word of a name to look up: the longest, which leaves particles out.
fn name_word(name: &str) -> Option<String> {
    longest(&name.replace('-', " "))
}

fn company_word(name: &str) -> Option<String> {
    let telling = customer::names::company_words(name);
    let telling = telling.iter().max_by_key(|word| word.len())?;
    name.split_whitespace()
        .find(|word| fold::joined(word) == *telling)
        .map(str::to_owned)
        .or_else(|| longest(name))
}

/// As many words a term as fit.
fn packed(words: Vec<String>, limit: usize) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for word in words {
        let room = terms
            .last_mut()
            .filter(|term| term.text().chars().count() + 1 + word.chars().count() <= limit);
        match room {
            Some(term) => term.words.push(word),
            None => terms.push(Term::of(word, &IDENTIFIERS)),
        }
    }
    terms
}

/// What is sent: never longer than the limit. A word that is longer by itself (an e-mail address)
/// is cut; matching goes by parts of a value, so its beginning finds it too.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use customer::search_term::read;
    use customer::{Channel, Line, Use, Vehicle};

    use super::*;

    fn person() -> Record {
        let mut person = Record { customer_key: Some("DOM123".into()), ..Record::default() };
        person
            .vehicles
            .push(Vehicle { vin: Some("WVWZZZ1K06C650709".into()), ..Vehicle::default() });
        person.channels.push(Channel::phone(Use::Home, Line::Mobile, "(989) 136-1006"));
        person
    }

    #[test]
    fn the_term_is_the_one_of_the_documented_process() {
        let terms = for_person(&person(), "US", 30);
        assert_eq!(terms.len(), 1);
        assert_eq!(terms[0].text(), "DOM123 6C650709 9891361006");
        assert_eq!(terms[0].fields.join(","), "vehicles.vin,communications.commValue,customerKey");
    }

    #[test]
    fn what_does_not_fit_goes_into_a_further_term() {
        let mut person = person();
        person.channels.push(Channel::email(Use::Home, "john.longname.doe@gmail.example"));
        person.names.family_name = Some("van der Berg".into());
        let terms = for_person(&person, "US", 30);
        let texts: Vec<String> = terms.iter().map(Term::text).collect();
        assert_eq!(
            texts,
            ["DOM123 6C650709 9891361006", "john.longname.doe@gmail.example", "Berg"]
        );
        assert_eq!(cut(&texts[1], 30), "john.longname.doe@gmail.exampl");
    }

    #[test]
    fn a_key_with_white_space_is_looked_up_alone() {
        let mut person = person();
        person.customer_key = Some("DOM 123".into());
        let texts: Vec<String> = for_person(&person, "US", 30).iter().map(Term::text).collect();
        assert_eq!(texts, ["6C650709 9891361006", "DOM 123"]);
    }

    #[test]
    fn a_piece_that_has_one_meaning_is_looked_up_nowhere_else() {
        let mut piece = read("4417", "US").remove(0);
        assert!(for_piece(&piece, "US").unwrap_or_default()[0].fields.len() > 1);
        piece.others.clear();
        let term = Term::of("4417".to_owned(), &[VALUES]);
        assert_eq!(for_piece(&piece, "US"), Some(vec![term]));
    }

    #[test]
    fn a_typed_piece_is_looked_up_where_it_can_stand() {
        let fields = |term: &str| {
            read(term, "US")
                .iter()
                .map(|piece| {
                    let terms = for_piece(piece, "US").unwrap_or_default();
                    (terms[0].text(), terms[0].fields.clone())
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(fields("Sousa")[0].1[..3], NAMES);
        assert_eq!(fields("Sousa Lda")[0], ("Sousa".into(), vec![COMPANY, "fname", "lname"]));
        assert_eq!(fields("maria@sousa.example"), [("maria@sousa.example".into(), vec![VALUES])]);
        assert_eq!(fields("WVWZZZ1KZ6W650709")[0], ("6W650709".into(), vec![VIN]));
        assert_eq!(fields("(989) 136-1006")[0].0, "9891361006");
        let key = for_piece(&read("DOM123", "US")[0], "US").unwrap_or_default();
        assert!(key.iter().all(|term| term.text() == "DOM123"), "the end of a key is no number");
    }
}
