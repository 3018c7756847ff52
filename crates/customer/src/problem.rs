//! What is wrong with something a person entered: a stable code, the field's path, and what to do.
//!
//! Windows translate codes; `message` is the one English catalogue, used on the command line.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is saved until it is put right.
    Refused,
    /// Saved as it stands; the person is told.
    Advice,
}

/// Stable codes. A window acts on them, so none is renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Must not be empty.
    Required,
    /// Neither a given nor a family name.
    NamesMissing,
    /// A company without a name.
    CompanyNameMissing,
    /// `max`, `length`: longer than the network keeps.
    TooLong,
    /// `position`: a character that shows nothing and breaks things.
    ControlCharacter,
    /// `characters`: the network cannot store these.
    Charset,
    /// `allowed`: not one of the network's words.
    NotInList,
    /// `kind`: two values where the network keeps one.
    DuplicateSlot,
    /// Refused only when no digits can be dialled.
    PhoneUnreadable,
    /// A number with letters or an extension, which would be dialled or lost.
    PhoneLetters,
    /// Readable, but in no range that is in use.
    PhoneDoubtful,
    EmailMalformed,
    /// `example`: not the country's shape.
    PostcodeShape,
    /// `length`: neither 17 nor 8 characters.
    VinLength,
    /// `letters`, `suggestion`: I, O or Q.
    VinLetter,
    /// The check digit does not fit.
    VinCheckDigit,
    /// There is no such day.
    BirthDateImpossible,
    BirthDateFuture,
    /// Longer ago than anybody lives.
    BirthDateTooLongAgo,
    /// `min`, `max`: not a year a car can be from.
    YearImplausible,
    /// `example`: not two letters of ISO 3166-1.
    CountryCode,
    /// `expected`: another type of JSON value.
    WrongType,
    /// Not JSON at all, or nested too deeply. `at`: where.
    Unreadable,
    /// More entries than a section holds: `max`.
    TooMany,
}

impl Code {
    pub fn word(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// One thing that is wrong. It never holds the value itself: problems are logged and printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The record path: `channels[0].value`. Empty where the whole is meant.
    pub field: String,
    pub code: Code,
    pub severity: Severity,
    /// What the message names: limits, examples, letters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Problem {
    pub fn refused(field: impl Into<String>, code: Code) -> Self {
        Self { field: field.into(), code, severity: Severity::Refused, params: BTreeMap::new() }
    }

    pub fn advice(field: impl Into<String>, code: Code) -> Self {
        Self { severity: Severity::Advice, ..Self::refused(field, code) }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers give numbers and texts as they are")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// What is wrong and what to do, in English.
    pub fn message(&self) -> String {
        message(self.code, &self.params)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message())
    }
}

/// The English catalogue.
pub fn message(code: Code, params: &BTreeMap<String, String>) -> String {
    let text = match code {
        Code::Required => "must not be empty",
        Code::NamesMissing => "needs a given name or a family name",
        Code::CompanyNameMissing => "a company needs its name",
        Code::TooLong => "is {length} characters long; the dealer's system keeps {max}. Shorten it",
        Code::ControlCharacter => {
            "contains an invisible control character at position {position}. Type it again"
        }
        Code::Charset => "the dealer's system cannot store these characters: {characters}",
        Code::NotInList => "must be one of: {allowed}",
        Code::DuplicateSlot => "there is already a value for {kind}; the dealer's system keeps one",
        Code::PhoneUnreadable => "no phone number can be read from it. Give it with the area code",
        Code::PhoneLetters => {
            "holds letters or an extension. Give digits only; an extension is no part of the number"
        }
        Code::PhoneDoubtful => "no number like this is in use. Read it back to the customer",
        Code::EmailMalformed => "is not an e-mail address. It looks like name@example.com",
        Code::PostcodeShape => "does not look like a postcode of this country, such as {example}",
        Code::VinLength => "has {length} characters; a VIN has 17, or give its last 8",
        Code::VinLetter => "a VIN has no {letters}. Perhaps {suggestion}",
        Code::VinCheckDigit => "the check digit does not fit. Compare it with the papers",
        Code::BirthDateImpossible => "there is no such day. Give it as YYYY-MM-DD",
        Code::BirthDateFuture => "lies in the future",
        Code::BirthDateTooLongAgo => "is longer ago than anybody lives. Check the year",
        Code::YearImplausible => "must be a year between {min} and {max}",
        Code::CountryCode => "must be a country's two letters, such as {example}",
        Code::WrongType => "must be {expected}",
        Code::Unreadable => "cannot be read as JSON ({at})",
        Code::TooMany => "holds more than {max} entries",
    };
    let mut text = text.to_owned();
    for (name, value) in params {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}
