//! "It is somebody else": whom a person ruled out, and why, in one of the answers offered or in
//! their own words.

use crate::failure::{Failure, Refused, Result};

/// Longer ones are a story, not a reason.
pub const LONGEST_REASON: usize = 200;

/// A candidate a person says it is not, by either id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledOut {
    pub id: String,
    pub reason: Option<Because>,
}

/// A reason that was checked: one of `store::mine::REASONS`, or at most `LONGEST_REASON` letters on
/// one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because(String);

impl Because {
    /// Nothing said is no reason given.
    pub fn said(reason: &str) -> Result<Option<Self>> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Ok(None);
        }
        let refused = |code, message: &str| {
            Err(Failure::Invalid(vec![Refused::new("reason", code, message)]))
        };
        if reason.chars().any(char::is_control) {
            return refused("control_characters", "must be one line of plain text");
        }
        if reason.chars().count() > LONGEST_REASON {
            return refused("too_long", "must be at most 200 letters");
        }
        Ok(Some(Self(reason.to_owned())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&String> for RuledOut {
    fn from(id: &String) -> Self {
        Self { id: id.clone(), reason: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_of_five_or_a_line_of_words() {
        for (said, kept) in [
            ("relative", Some("relative")),
            ("  her sister, same phone ", Some("her sister, same phone")),
            ("", None),
            (" \t ", None),
        ] {
            let because = Because::said(said).unwrap();
            assert_eq!(because.as_ref().map(Because::as_str), kept, "{said:?}");
        }
    }

    #[test]
    fn a_story_and_hidden_characters_are_refused_by_name() {
        for (said, code) in [
            ("é".repeat(201), "too_long"),
            ("two\nlines".to_owned(), "control_characters"),
            ("\u{0}x".to_owned(), "control_characters"),
        ] {
            let Err(Failure::Invalid(refused)) = Because::said(&said) else { panic!("{said:?}") };
            assert_eq!((refused[0].field.as_str(), refused[0].code.as_str()), ("reason", code));
        }
        assert!(Because::said(&"é".repeat(200)).unwrap().is_some());
    }
}
