//! Why a customer is among the hits.

use serde::Serialize;

/// What part of the stored word was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Exact,
    Start,
    /// The last digits of a phone number, the last characters of a VIN.
    End,
    /// The start of a word that is not the first of its field.
    Inner,
    Middle,
    /// Another form of the given name: Bob for Robert.
    Form,
    /// A typing error or two away.
    Near,
    /// It sounds alike.
    Sound,
}

/// Why a row is among the hits: one for each piece of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The record's member name.
    pub field: &'static str,
    pub how: How,
    /// The stored word, folded.
    pub text: String,
}
