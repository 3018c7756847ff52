//! How well a row matches, and why: each piece is held against the words of the row.

use crate::{
    ask::{Kind, Piece, Way},
    face::{Field, Seen},
};
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

impl How {
    const fn weight(self) -> f64 {
        match self {
            Self::Exact => 1.0,
            Self::End => 0.9,
            Self::Start => 0.85,
            Self::Inner => 0.7,
            Self::Middle => 0.6,
            Self::Form => 0.55,
            Self::Near => 0.5,
            Self::Sound => 0.3,
        }
    }
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

/// How a way of taking a piece matches one word.
fn how(way: &Way, word: &Seen<'_>) -> Option<How> {
    if !way.kind.fits(word.field) {
        return None;
    }
    let (asked, stored) = (way.value.as_str(), word.text);
    match way.kind {
        Kind::PhoneStart | Kind::Phone => part_of_number(way.kind, asked, stored),
        Kind::Vin => {
            if stored == asked {
                Some(How::Exact)
            } else if stored.ends_with(asked) {
                Some(How::End)
            } else if stored.starts_with(asked) {
                Some(How::Start)
            } else {
                stored.contains(asked).then_some(How::Middle)
            }
        }
        Kind::Email if asked.starts_with('@') => stored
            .ends_with(asked)
            .then_some(How::End)
            .or_else(|| stored.contains(asked).then_some(How::Middle)),
        _ if stored == asked => Some(if word.inner { How::Inner } else { How::Exact }),
        Kind::BirthDate => None,
        _ if stored.starts_with(asked) => Some(if word.inner { How::Inner } else { How::Start }),
        Kind::Name | Kind::Key | Kind::Email | Kind::Plate | Kind::Postcode => None,
    }
}

/// Where in a stored number the typed digits stand. Stored numbers begin with the country code
/// where they could be read.
fn part_of_number(kind: Kind, asked: &str, stored: &str) -> Option<How> {
    let rest = stored.len().checked_sub(asked.len())?;
    let national = country_code(stored);
    let at_start = stored.starts_with(asked)
        || stored.get(national..).is_some_and(|number| number.starts_with(asked));
    let at_end = stored.ends_with(asked);
    if at_end && (rest == 0 || rest == national) && asked.len() >= 8 {
        Some(How::Exact)
    } else if kind == Kind::PhoneStart {
        at_start.then_some(How::Start)
    } else if at_end {
        Some(How::End)
    } else if at_start {
        Some(How::Start)
    } else {
        stored.contains(asked).then_some(How::Middle)
    }
}

/// How many digits the country code at the start takes (ITU-T E.164).
fn country_code(number: &str) -> usize {
    match number.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// The best match of every piece and the score of the row; `None` where a piece matches nothing.
pub fn explain(pieces: &[Piece], words: &[Seen<'_>]) -> Option<(f64, Vec<Why>)> {
    let mut sum = 0.0;
    let mut why = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut best: Option<(f64, How, &Seen<'_>)> = None;
        for way in &piece.ways {
            for word in words {
                let Some(how) = how(way, word) else { continue };
                let whole_inner = how == How::Inner && word.text == way.value;
                let part = if whole_inner { 0.95 } else { how.weight() };
                let chosen = if way.first { 1.0 } else { 0.95 };
                let score = (0.7 * part + 0.3 * word.field.weight()) * chosen;
                if best.as_ref().is_none_or(|(known, ..)| score > *known) {
                    best = Some((score, how, word));
                }
            }
        }
        let (score, how, word) = best?;
        sum += score;
        why.push(Why { field: word.field.member(), how, text: shown(word) });
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of pieces")]
    let mean = sum / pieces.len().max(1) as f64;
    Some((mean, why))
}

fn shown(word: &Seen<'_>) -> String {
    match word.field {
        Field::Vin | Field::Plate | Field::Postcode => word.text.to_uppercase(),
        _ => word.text.to_owned(),
    }
}
