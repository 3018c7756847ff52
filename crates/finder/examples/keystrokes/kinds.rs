//! What a desk types: each kind of question made from the customer who is meant.

use crate::people::Dice;
use customer::{ChannelKind, Record, fold};

/// What is typed, and what would have been typed without slips and short forms.
pub struct Asked {
    pub typed: String,
    pub meant: String,
    /// Where words were typed with slips: how many in each word, and whether it is a start.
    pub slips: Vec<(u8, Part)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Whole,
    Start,
}

pub type Kind = (&'static str, fn(&Record, &mut Dice) -> Option<Asked>);

fn plain(text: String) -> Option<Asked> {
    Some(Asked { typed: text.clone(), meant: text, slips: Vec::new() })
}

fn given(record: &Record) -> String {
    record.names.given_name.clone().unwrap_or_default()
}

fn family(record: &Record) -> String {
    record.names.family_name.clone().unwrap_or_default()
}

fn start(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

fn phone(record: &Record) -> Option<&str> {
    let phones = record.channels.iter().filter(|channel| channel.kind == ChannelKind::Phone);
    phones.map(|channel| channel.value.trim_start_matches("+44")).next()
}

fn mail(record: &Record) -> Option<&str> {
    let mails = record.channels.iter().filter(|channel| channel.kind == ChannelKind::Email);
    mails.map(|channel| channel.value.as_str()).next()
}

fn vin(record: &Record) -> Option<&str> {
    record.vehicles.first()?.vin.as_deref()
}

fn plate(record: &Record) -> Option<&str> {
    record.vehicles.first()?.license_plate.as_deref()
}

fn postcode(record: &Record) -> Option<&str> {
    record.addresses.first()?.postal_code.as_deref()
}

/// One slip: a wrong letter, one missing, one too many, a doubled one, two changed round.
fn slip(text: &str, dice: &mut Dice, from: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = from + dice.roll(letters.len() - from);
    let other = char::from(b'a' + dice.roll(26) as u8);
    match dice.roll(5) {
        0 => letters[at] = other,
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, other),
        3 => letters.insert(at, letters[at]),
        _ => {
            let next = if at + 1 < letters.len() { at + 1 } else { at - 1 };
            letters.swap(at, next);
        }
    }
    letters.into_iter().collect()
}

/// The word with slips that really changed it, and did not make another word of the same letters.
fn slipped(text: &str, dice: &mut Dice, count: usize) -> Option<String> {
    let plain = fold::joined(text);
    (letters(&plain) >= 5).then(|| {
        let mut typed = plain.clone();
        for _ in 0..count {
            loop {
                let next = slip(&typed, dice, 0);
                if next != typed && next != plain {
                    typed = next;
                    break;
                }
            }
        }
        typed
    })
}

fn single(text: &str) -> bool {
    fold::words(text).len() == 1
}

pub const KINDS: &[Kind] = &[
    ("1 letter", |r, _| plain(start(&family(r), 1))),
    ("1 letter, given", |r, _| plain(start(&given(r), 1))),
    ("2 letters", |r, _| plain(start(&family(r), 2))),
    ("3 letters", |r, _| plain(start(&family(r), 3))),
    ("4 letters", |r, _| plain(start(&family(r), 4))),
    ("5-6 letters", |r, d| plain(start(&family(r), 5 + d.roll(2)))),
    ("7-12 letters", |r, _| {
        (letters(&family(r)) >= 7).then(|| start(&family(r), 12)).and_then(plain)
    }),
    ("family", |r, _| plain(family(r))),
    ("given", |r, _| plain(given(r))),
    ("company", |r, _| plain(r.company.name.clone()?)),
    ("john smith", |r, _| plain(format!("{} {}", given(r), family(r)))),
    ("smith john", |r, _| plain(format!("{} {}", family(r), given(r)))),
    ("joh smi", |r, _| plain(format!("{} {}", start(&given(r), 3), start(&family(r), 3)))),
    ("j smith", |r, _| plain(format!("{} {}", start(&given(r), 1), family(r)))),
    ("john s", |r, _| plain(format!("{} {}", given(r), start(&family(r), 1)))),
    ("j s", |r, _| plain(format!("{} {}", start(&given(r), 1), start(&family(r), 1)))),
    ("smith 4417", |r, _| {
        let phone = phone(r)?;
        plain(format!("{} {}", family(r), &phone[phone.len() - 4..]))
    }),
    ("smith leeds", |r, _| plain(format!("{} {}", family(r), r.addresses[0].city.clone()?))),
    ("smith postcode", |r, _| plain(format!("{} {}", family(r), postcode(r)?))),
    ("joh smi lee", |r, _| {
        let town = r.addresses[0].city.clone()?;
        plain(format!("{} {} {}", start(&given(r), 3), start(&family(r), 3), start(&town, 3)))
    }),
    ("phone national", |r, _| plain(format!("0{}", phone(r)?))),
    ("phone +44", |r, _| plain(format!("+44{}", phone(r)?))),
    ("phone last 4", |r, _| plain(phone(r).map(|p| p[p.len() - 4..].to_owned())?)),
    ("phone last 6", |r, _| plain(phone(r).map(|p| p[p.len() - 6..].to_owned())?)),
    ("phone first 6", |r, _| plain(phone(r).map(|p| format!("0{}", &p[..5]))?)),
    ("phone middle 7", |r, _| plain(phone(r).map(|p| p[2..9].to_owned())?)),
    ("phone middle 4", |r, _| plain(phone(r).map(|p| p[3..7].to_owned())?)),
    ("e-mail", |r, _| plain(mail(r)?.to_owned())),
    ("e-mail start", |r, _| plain(start(mail(r)?, 8))),
    ("e-mail to @", |r, _| plain(mail(r)?.split_once('@').map(|(local, _)| format!("{local}@"))?)),
    ("VIN", |r, _| plain(vin(r)?.to_owned())),
    ("VIN last 8", |r, _| plain(vin(r)?[9..].to_owned())),
    ("VIN last 6", |r, _| plain(vin(r)?[11..].to_owned())),
    ("plate", |r, _| plain(plate(r)?.to_owned())),
    ("plate first 4", |r, _| plain(plate(r)?[..4].to_owned())),
    ("plate last 3", |r, _| plain(fold::joined(plate(r)?)[4..].to_owned())),
    ("plate middle 5", |r, _| plain(fold::joined(plate(r)?)[1..6].to_owned())),
    ("postcode", |r, _| plain(postcode(r)?.to_owned())),
    ("customer key", |r, _| plain(r.customer_key.clone()?)),
    ("key start", |r, _| plain(start(r.customer_key.as_deref()?, 5))),
    ("id", |r, _| plain(r.id.clone()?)),
    ("birth date", |r, _| {
        let date = r.identity.birth_date.as_deref()?;
        plain(format!("{}.{}.{} {}", &date[8..], &date[5..7], &date[..4], start(&family(r), 3)))
    }),
    ("1 typo", |r, d| {
        let meant = family(r);
        let typed = slipped(&meant, d, 1).filter(|_| single(&meant))?;
        Some(Asked { typed, meant, slips: vec![(1, Part::Whole)] })
    }),
    ("1 typo, both names", |r, d| {
        let typed = slipped(&family(r), d, 1).filter(|_| single(&family(r)))?;
        let meant = format!("{} {}", given(r), family(r));
        let typed = format!("{} {typed}", given(r));
        Some(Asked { typed, meant, slips: vec![(0, Part::Start), (1, Part::Whole)] })
    }),
    ("1 typo, first letter", |r, d| {
        let meant = family(r);
        let plain = fold::joined(&meant);
        let other = char::from(b'a' + d.roll(26) as u8);
        let fits = single(&meant) && letters(&plain) >= 5 && !plain.starts_with(other);
        let rest: String = plain.chars().skip(1).collect();
        let slips = vec![(1, Part::Whole)];
        fits.then(|| Asked { typed: format!("{other}{rest}"), meant, slips })
    }),
    ("2 typos, one word", |r, d| {
        let meant = family(r);
        let fits = single(&meant) && letters(&meant) >= 9;
        let typed = slipped(&meant, d, 2).filter(|_| fits)?;
        Some(Asked { typed, meant, slips: vec![(2, Part::Whole)] })
    }),
    ("2 typos, both names", |r, d| {
        let fits = single(&family(r)) && single(&given(r));
        let typed = (slipped(&given(r), d, 1)?, slipped(&family(r), d, 1).filter(|_| fits)?);
        let meant = format!("{} {}", given(r), family(r));
        let slips = vec![(1, Part::Whole), (1, Part::Whole)];
        Some(Asked { typed: format!("{} {}", typed.0, typed.1), meant, slips })
    }),
    ("2 typos, john + long", |r, d| {
        let fits = single(&family(r)) && letters(&family(r)) >= 9;
        let typed = slipped(&family(r), d, 2).filter(|_| fits)?;
        let meant = format!("{} {}", given(r), family(r));
        let typed = format!("{} {typed}", given(r));
        Some(Asked { typed, meant, slips: vec![(0, Part::Start), (2, Part::Whole)] })
    }),
    ("typo in a start", |r, d| {
        let meant = start(&fold::joined(&family(r)), 5 + d.roll(3));
        let fits = single(&family(r)) && letters(&family(r)) > letters(&meant);
        let typed = slipped(&meant, d, 1).filter(|_| fits)?;
        Some(Asked { typed, meant, slips: vec![(1, Part::Start)] })
    }),
    ("john + typo in a start", |r, d| {
        let meant = start(&fold::joined(&family(r)), 5 + d.roll(2));
        let fits = single(&family(r)) && letters(&family(r)) > letters(&meant);
        let typed = slipped(&meant, d, 1).filter(|_| fits)?;
        Some(Asked {
            typed: format!("{} {typed}", given(r)),
            meant: format!("{} {meant}", given(r)),
            slips: vec![(0, Part::Start), (1, Part::Start)],
        })
    }),
    ("nickname", |r, d| {
        let forms = matching::nicknames::forms(&fold::joined(&given(r)));
        let typed = (!forms.is_empty()).then(|| d.pick(&forms))?;
        let meant = format!("{} {}", given(r), family(r));
        Some(Asked { typed: format!("{typed} {}", family(r)), meant, slips: Vec::new() })
    }),
    ("full for nickname", |r, d| {
        let full = matching::nicknames::full_forms(&fold::joined(&given(r)));
        let typed = (!full.is_empty()).then(|| d.pick(&full))?;
        let meant = format!("{} {}", given(r), family(r));
        Some(Asked { typed: format!("{typed} {}", family(r)), meant, slips: Vec::new() })
    }),
];
