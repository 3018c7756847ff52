//! What a typed search term can mean.
//!
//! A term is any scrap in any order: parts of a name, the end of a phone number, a plate. Reading
//! it never fails and never looks anything up; a reading that is wrong is flipped by the person.

mod labels;
mod pieces;
mod spans;
mod titles;

use crate::names;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    Name,
    Town,
    Company,
    CustomerKey,
    Phone,
    Email,
    Vin,
    /// The last 8 of a VIN.
    VinEnd,
    Plate,
    Postcode,
    BirthDate,
}

/// One piece of a typed term and what it is taken for. `value` is the normalised form that is
/// looked up; `others` are the further meanings it could have, likeliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Reading {
    pub text: String,
    #[serde(rename = "as")]
    pub meaning: Meaning,
    pub value: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<Meaning>>"))]
    pub others: Vec<Meaning>,
    /// A comma stands behind it: `Sousa, Maria`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub comma: bool,
    /// A name's word that belongs to the family name behind it: `van`, `de`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub particle: bool,
}

/// A longer term is read no further: nobody types it, and a pasted page must not hang the box.
const LONGEST: usize = 200;

/// No more pieces are read.
const MOST: usize = 12;

/// Reads a term as it would be meant in `country` (ISO 3166-1 alpha-2). An empty term, and one
/// with control characters other than white space, reads as nothing.
pub fn read(text: &str, country: &str) -> Vec<Reading> {
    let text: String = text
        .trim_start()
        .chars()
        .take(LONGEST)
        .filter(|c| !crate::fold::is_invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    if text.chars().any(char::is_control) {
        return Vec::new();
    }
    let country = if country.eq_ignore_ascii_case("UK") { "GB" } else { country };
    let country = country.to_ascii_uppercase();
    let Tokens { tokens, commas, dotted } = tokens(&text);
    let mut readings: Vec<Reading> = Vec::new();
    let mut at = 0;
    while at < tokens.len() && readings.len() < MOST {
        let rest = &tokens[at..];
        let named = rest.get(1).is_some_and(|next| next.starts_with(char::is_alphabetic));
        if named && !commas[at] && titles::opens(rest[0], dotted[at]) {
            at += 1;
            continue;
        }
        let (mut reading, used) =
            spans::first(rest, &country).unwrap_or_else(|| (pieces::read(rest[0], &country), 1));
        at += used;
        reading.comma = commas[at - 1];
        let begins = readings.iter().all(|before| before.meaning != Meaning::Name);
        reading.particle =
            reading.meaning == Meaning::Name && names::belongs_to_family(&reading.value, begins);
        // A token of nothing that is looked up (a lone "-" was dropped, "♥1" was not) says nothing.
        if !reading.value.is_empty() {
            readings.push(reading);
        }
    }
    titles::drop(labels::drop(readings, &country))
}

/// The words of a text, and behind which of them a comma or a dot stands.
#[derive(Default)]
struct Tokens<'a> {
    tokens: Vec<&'a str>,
    commas: Vec<bool>,
    dotted: Vec<bool>,
}

fn tokens(text: &str) -> Tokens<'_> {
    const BETWEEN: [char; 5] = [' ', ',', ';', '|', '"'];
    let Tokens { mut tokens, mut commas, mut dotted } = Tokens::default();
    for chunk in text.split_inclusive(BETWEEN) {
        let written = chunk.trim_end_matches(BETWEEN);
        let token = trimmed(labels::behind(written));
        if token.chars().any(char::is_alphanumeric) {
            tokens.push(token);
            commas.push(false);
            dotted.push(written.ends_with('.'));
        }
        if let Some(comma) = commas.last_mut() {
            *comma |= chunk.ends_with(',');
        }
    }
    Tokens { tokens, commas, dotted }
}

/// Without what people put around a word: dots for "ends in", brackets, a leading number sign.
fn trimmed(token: &str) -> &str {
    let token = token.trim_matches(['.', '…', '*', ':', '!', '?', '#', '<', '>', '[', ']']);
    // A bracket that closes elsewhere belongs to a phone number.
    match token.strip_prefix('(') {
        Some(inside)
            if !inside.contains(')') && !inside.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            inside
        }
        _ if token.ends_with(')')
            && !token.contains('(')
            && !token.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            &token[..token.len() - 1]
        }
        _ => token,
    }
}

/// The next meaning of one piece: the old one moves to the end of the others, so that flipping
/// often enough leads back. Nothing happens where there is no such piece or no other meaning.
pub fn flip(readings: &[Reading], index: usize, country: &str) -> Vec<Reading> {
    let mut readings = readings.to_vec();
    if let Some(reading) = readings.get_mut(index)
        && !reading.others.is_empty()
    {
        let next = reading.others.remove(0);
        reading.others.push(reading.meaning);
        reading.meaning = next;
        reading.value = value_as(&reading.text, next, country);
    }
    readings
}

/// The normalised form that is looked up when `text` is taken for `meaning`.
///
/// - names, towns and companies: folded words with a space between
/// - customer keys: upper case, nothing else changed
/// - phones: E.164 where it is a whole number, else the digits of the part that was typed
/// - e-mails: lower case
/// - VINs, plates, postcodes: upper case, letters and digits only
/// - birth dates: `YYYY-MM-DD`, empty where it is no day
pub fn value_as(text: &str, meaning: Meaning, country: &str) -> String {
    match meaning {
        Meaning::Name | Meaning::Town | Meaning::Company => crate::fold::words(text).join(" "),
        Meaning::CustomerKey => text.trim().to_uppercase(),
        Meaning::Phone => pieces::phone_value(text, country),
        Meaning::Email => crate::email::comparable(text),
        Meaning::Vin | Meaning::VinEnd => crate::vin::normalise(text),
        Meaning::Plate => crate::plate::normalise(text),
        Meaning::Postcode => crate::postcode::normalise(text),
        Meaning::BirthDate => crate::birth_date::normalise(text, country).unwrap_or_default(),
    }
}

impl Reading {
    /// A word that says what the next one is: `Tel.`, `geb.`
    pub fn is_label(&self) -> bool {
        labels::is_label(self)
    }

    /// What the piece may really mean: the likeliest, and of the others those whose shape it has.
    /// (Any word might be the beginning of an e-mail address; hardly any is a plate.)
    pub fn plausible(&self, country: &str) -> impl Iterator<Item = Meaning> {
        let others = self.others.iter().copied().filter(|meaning| {
            let text = &self.text;
            let digits = text.chars().filter(char::is_ascii_digit).count();
            match meaning {
                Meaning::Name | Meaning::Phone | Meaning::Email => true,
                // A word that is asked for as a name is looked for there too.
                Meaning::CustomerKey | Meaning::Town | Meaning::Company => false,
                // Not only at home: a dealer near a border has customers on the other side.
                Meaning::Postcode => {
                    let code = crate::postcode::normalise(text);
                    digits > 0 && !text.starts_with('+') && (4..=7).contains(&code.len())
                }
                Meaning::Plate => {
                    digits > 0
                        && (crate::plate::unmistakable(text)
                            || crate::plate::looks_like(text, country)
                            || crate::plate::german_as_written(text))
                }
                Meaning::Vin => crate::vin::normalise(text).len() == 17,
                Meaning::VinEnd => digits > 0 && crate::vin::normalise(text).len() == 8,
                Meaning::BirthDate => !value_as(text, Meaning::BirthDate, country).is_empty(),
            }
        });
        std::iter::once(self.meaning).chain(others.collect::<Vec<_>>())
    }

    fn of(text: &str, meanings: &[Meaning], country: &str) -> Self {
        let meaning = meanings.first().copied().unwrap_or(Meaning::Name);
        let mut others: Vec<Meaning> = Vec::new();
        for other in meanings.iter().skip(1).copied() {
            let says_something = !value_as(text, other, country).is_empty();
            if other != meaning && !others.contains(&other) && says_something {
                others.push(other);
            }
        }
        let value = value_as(text, meaning, country);
        Self { text: text.to_owned(), meaning, value, others, comma: false, particle: false }
    }
}
