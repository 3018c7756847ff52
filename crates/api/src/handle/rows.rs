//! A person of the desk as a row, a chip, a whole view.

use crate::views::*;
use customer::{ChannelKind, Line, Record};
use desk::ask::Asked;
use desk::person::{Person, Standing as Stands};
use desk::search::Why;
use jiff::Timestamp;
use outbox::Word;
use store::mine::Held;

pub fn row(person: &Person, why: &[Why]) -> RowView {
    let record = &person.record;
    RowView {
        local_id: person.local_id.to_string(),
        id: person.id.clone(),
        customer_key: record.key().map(str::to_owned),
        kind: record.kind,
        name: record.display_name(),
        company: Record::said(&record.company.name).map(str::to_owned),
        town: town(record),
        phone_end: phone_end(record),
        birth_year: birth_year(record),
        vehicle: vehicle(record),
        seen: person.opened_at.map(|at| at.to_string()),
        why: why.iter().map(why_view).collect(),
        chip: chip(person),
        held: person.standing.held.as_ref().map(held),
    }
}

pub fn peek(person: &Person) -> PeekView {
    let record = &person.record;
    let known = |channel: &&customer::Channel| !channel.value.trim().is_empty();
    let channels = record.channels.iter().filter(known).map(|channel| PeekChannel {
        kind: channel.kind,
        usage: channel.usage,
        line: channel.line,
        tail: tail(channel.kind, &channel.value),
        preferred: channel.preferred == Some(true),
    });
    let vehicles = record.vehicles.iter().map(|car| {
        let plate = Record::said(&car.license_plate).map(str::to_owned);
        let year = car.year.map(|year| year.to_string());
        let model = Record::said(&car.model).or_else(|| Record::said(&car.make));
        let name = [model, year.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let vin_end = Record::said(&car.vin).filter(|_| plate.is_none()).map(|vin| last(vin, 8));
        PeekVehicle { name, plate, vin_end }
    });
    PeekView {
        row: row(person, &[]),
        channels: channels.collect(),
        addresses: record.addresses.clone(),
        vehicles: vehicles.collect(),
        as_of: person.as_of.map(|at| at.to_string()),
        whole: person.whole,
    }
}

/// Enough to recognise a number or an address one was told, too little to use it.
fn tail(kind: ChannelKind, value: &str) -> String {
    match (kind, value.split_once('@')) {
        (ChannelKind::Email, Some((name, host))) => {
            format!("{}…@{host}", name.chars().take(1).collect::<String>())
        }
        (ChannelKind::Email, None) => "…".to_owned(),
        (ChannelKind::Phone, _) => {
            let digits = customer::phone::digits(value);
            if digits.len() > 4 { format!("…{}", last(&digits, 4)) } else { "…".to_owned() }
        }
    }
}

fn last(text: &str, most: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(most)).collect()
}

pub fn chip(person: &Person) -> ChipView {
    chip_of(&person.standing, person.id.clone(), person.as_of)
}

fn chip_of(standing: &Stands, id: Option<String>, as_of: Option<Timestamp>) -> ChipView {
    ChipView {
        state: standing.word.map_or(Standing::Copy, word),
        reason: standing.reason.map(|reason| reason.word().to_owned()),
        id,
        at: standing.at.clone().or_else(|| as_of.map(|at| at.to_string())),
        op_id: standing.op_id.map(|op| op.to_string()),
    }
}

pub fn held(held: &Held) -> HeldView {
    HeldView { until: held.until.clone(), because: held.because.clone() }
}

pub const fn word(word: Word) -> Standing {
    match word {
        Word::Waiting => Standing::Waiting,
        Word::Sending => Standing::Sending,
        Word::Checking => Standing::Checking,
        Word::InDms => Standing::InDms,
        Word::NeedsPerson => Standing::NeedsPerson,
        Word::Cancelled => Standing::Cancelled,
    }
}

/// A row is read by whoever stands beside the desk: of a number only its end is shown.
fn why_view(why: &Why) -> WhyView {
    let text = match (why.field, why.text.len().checked_sub(4)) {
        ("phone", Some(end)) => {
            why.text.get(end..).map_or_else(String::new, |end| format!("…{end}"))
        }
        _ => why.text.clone(),
    };
    WhyView { field: why.field.to_owned(), how: desk::word(why.how), text }
}

fn town(record: &Record) -> Option<String> {
    record
        .addresses
        .iter()
        .find_map(|address| Record::said(&address.city).or_else(|| Record::said(&address.suburb)))
        .map(str::to_owned)
}

/// The last four digits of the number a person most likely answers.
fn phone_end(record: &Record) -> Option<String> {
    let phones = || record.channels.iter().filter(|channel| channel.kind == ChannelKind::Phone);
    let best = phones()
        .find(|phone| phone.preferred == Some(true))
        .or_else(|| phones().find(|phone| phone.line == Some(Line::Mobile)))
        .or_else(|| phones().find(|phone| phone.line != Some(Line::Fax)))?;
    let digits = customer::phone::digits(&best.value);
    let end = digits.len().checked_sub(4)?;
    digits.get(end..).map(str::to_owned)
}

fn birth_year(record: &Record) -> Option<String> {
    let date = Record::said(&record.identity.birth_date)?;
    date.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned)
}

fn vehicle(record: &Record) -> Option<String> {
    let car = record.vehicles.first()?;
    let name = Record::said(&car.model).or_else(|| Record::said(&car.make));
    let plate = Record::said(&car.license_plate);
    match (name, car.year) {
        (Some(name), Some(year)) => Some(format!("{name} {year}")),
        (Some(name), None) => Some(name.to_owned()),
        (None, _) => plate.map(str::to_owned),
    }
}

pub fn answered<T>(asked: &Asked<T>) -> Answered {
    match asked {
        Asked::Answered(..) => Answered::Answered,
        Asked::Offline(_) => Answered::Offline,
        Asked::Failed(..) | Asked::Slow(_) => Answered::Failed,
        Asked::NotAsked(_) => Answered::NotAsked,
    }
}
