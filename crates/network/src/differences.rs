//! What a network made of what it was sent: the read-back after a write, compared.
//!
//! Notation is no difference: phones in national or international form, the case of an e-mail
//! address, white space, an address in parts or in lines.

mod addresses;

use std::collections::BTreeSet;

use customer::{Channel, ChannelKind, Kind, Record, Section, email, phone, plate, vin};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::addresses::addresses;

/// One member that is not stored as it was sent. Absent = nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// A record path (`names.familyName`, `channels[1].value`).
    pub field: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stored: Option<String>,
}

impl std::fmt::Debug for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Difference({})", self.field)
    }
}

impl Difference {
    fn of(field: impl Into<String>, sent: Option<&str>, stored: Option<&str>) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self { field: field.into(), sent: owned(sent), stored: owned(stored) }
    }
}

/// Compares one section as it was wanted with the same section as it was read back.
pub fn differences(
    section: Section,
    wanted: &Record,
    stored: &Record,
    country: &str,
) -> Vec<Difference> {
    match section {
        // Where a network has no firms, a firm's name stands as family name.
        Section::Names | Section::Company
            if wanted.kind == Kind::Company
                && wanted.company.name.is_some()
                && wanted.names.family_name.is_none()
                && wanted.company.name == stored.names.family_name =>
        {
            Vec::new()
        }
        Section::Names | Section::Identity | Section::PersonalDetails | Section::Company => {
            members(section, &wanted.section(section), &stored.section(section))
        }
        Section::Communication => channels(&wanted.channels, &stored.channels, country),
        Section::Addresses => addresses(&wanted.addresses, &stored.addresses),
        Section::Vehicles => vehicles(wanted, stored),
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Members of an object. What was not sent is not compared where we have no name for it: a network
/// may add members of its own.
fn members(section: Section, wanted: &Value, stored: &Value) -> Vec<Difference> {
    let keys: BTreeSet<&String> = [wanted, stored]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(serde_json::Map::keys)
        .filter(|key| wanted.get(*key).is_some() || section.members().contains(&key.as_str()))
        .collect();
    let mut found = Vec::new();
    for key in keys {
        let (sent, there) = (text(wanted.get(key)), text(stored.get(key)));
        if sent.as_deref().map(spaced) != there.as_deref().map(spaced) {
            let field = format!("{}.{key}", section.member());
            found.push(Difference::of(field, sent.as_deref(), there.as_deref()));
        }
    }
    found
}

fn channels(wanted: &[Channel], stored: &[Channel], country: &str) -> Vec<Difference> {
    let mut left: Vec<&Channel> = stored.iter().collect();
    let mut found = Vec::new();
    let mut gone = Vec::new();
    for (at, sent) in wanted.iter().enumerate() {
        if sent.value.trim().is_empty() {
            continue;
        }
        let same_value = |there: &Channel| {
            there.kind == sent.kind
                && (there.value == sent.value
                    || match sent.kind {
                        ChannelKind::Phone => {
                            phone::same_number(&there.value, &sent.value, country)
                        }
                        ChannelKind::Email => {
                            email::comparable(&there.value) == email::comparable(&sent.value)
                        }
                    })
        };
        let here = left
            .iter()
            .position(|there| same_value(there) && place(there) == place(sent))
            .or_else(|| left.iter().position(|there| same_value(there)));
        let Some(here) = here else {
            gone.push((at, sent));
            continue;
        };
        let there = left.remove(here);
        let word = |channel: &Channel| {
            let said = serde_json::to_value((channel.usage, channel.line)).unwrap_or_default();
            said.as_array()
                .map(|parts| parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
        };
        if sent.usage.is_some() && place(sent) != place(there) {
            found.push(Difference::of(
                format!("channels[{at}].use"),
                word(sent).as_deref(),
                word(there).as_deref(),
            ));
        }
        if let Some(preferred) = sent.preferred
            && preferred != there.preferred.unwrap_or(false)
        {
            found.push(Difference::of(
                format!("channels[{at}].preferred"),
                Some(&preferred.to_string()),
                there.preferred.map(|yes| yes.to_string()).as_deref(),
            ));
        }
        for (way, state) in &sent.consent {
            let kept = there.consent.get(way);
            // Some networks only hold consent or none: there, "unknown" is kept as none.
            let no_consent = *state == customer::ConsentState::Unknown
                && kept.is_none_or(|kept| *kept == customer::ConsentState::Denied);
            if kept != Some(state) && !no_consent {
                let state = |s: &customer::ConsentState| format!("{s:?}").to_uppercase();
                found.push(Difference::of(
                    format!("channels[{at}].consent.{way}"),
                    Some(&state(&sent.consent[way])),
                    kept.map(state).as_deref(),
                ));
            }
        }
    }
    for (at, sent) in gone {
        // Another value in its place is what the network holds instead.
        let instead = |there: &&Channel| there.kind == sent.kind && place(there) == place(sent);
        let there = left.iter().position(&instead).map(|here| left.remove(here));
        let stored = there.map(|there| there.value.as_str());
        found.push(Difference::of(format!("channels[{at}].value"), Some(&sent.value), stored));
    }
    for there in left {
        found.push(Difference::of("channels", None, Some(&there.value)));
    }
    found
}

fn place(channel: &Channel) -> (Option<customer::Use>, Option<customer::Line>) {
    (channel.usage, channel.line)
}

fn vehicles(wanted: &Record, stored: &Record) -> Vec<Difference> {
    let mut left: Vec<&customer::Vehicle> = stored.vehicles.iter().collect();
    let mut found = Vec::new();
    for (at, sent) in wanted.vehicles.iter().enumerate() {
        let same = |there: &customer::Vehicle| match (&sent.vin, &there.vin) {
            (Some(a), Some(b)) => vin::normalise(a) == vin::normalise(b),
            (None, None) => {
                let plate =
                    |car: &customer::Vehicle| car.license_plate.as_deref().map(plate::normalise);
                (&sent.make, &sent.model, plate(sent)) == (&there.make, &there.model, plate(there))
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        let path = format!("vehicles[{at}]");
        let Some(here) = left.iter().position(|there| same(there)) else {
            let said = [&sent.vin, &sent.license_plate, &sent.model];
            let said = said.into_iter().find_map(|text| text.as_deref());
            found.push(Difference::of(path, Some(said.unwrap_or("a car")), None));
            continue;
        };
        let there = left.remove(here);
        let year = |car: &customer::Vehicle| car.year.map(|year| year.to_string());
        let upper = |text: &Option<String>| {
            text.as_deref().map(|text| spaced(text).to_uppercase()).filter(|text| !text.is_empty())
        };
        for (key, a, b) in [
            ("make", upper(&sent.make), upper(&there.make)),
            ("model", upper(&sent.model), upper(&there.model)),
            ("year", year(sent), year(there)),
            (
                "licensePlate",
                sent.license_plate.as_deref().map(plate::normalise),
                there.license_plate.as_deref().map(plate::normalise),
            ),
        ] {
            if a != b && a.is_some() {
                found.push(Difference::of(format!("{path}.{key}"), a.as_deref(), b.as_deref()));
            }
        }
    }
    for there in left {
        found.push(Difference::of("vehicles", None, there.vin.as_deref()));
    }
    found
}

#[cfg(test)]
mod tests {
    use customer::{Address, ConsentState, Line, Use};

    use super::*;

    fn fields(section: Section, wanted: &Record, stored: &Record) -> Vec<String> {
        differences(section, wanted, stored, "GB").into_iter().map(|d| d.field).collect()
    }

    #[test]
    fn notation_is_no_difference() {
        let (mut wanted, mut stored) = (Record::default(), Record::default());
        wanted.channels.push(Channel::phone(Use::Home, Line::Mobile, "07700 900123"));
        wanted.channels.push(Channel::email(Use::Home, "A@b.example"));
        stored.channels.push(Channel::email(Use::Home, "a@B.example"));
        stored.channels.push(Channel::phone(Use::Home, Line::Mobile, "+447700900123"));
        assert_eq!(fields(Section::Communication, &wanted, &stored), Vec::<String>::new());
        wanted.names.given_name = Some("Anna  Maria".into());
        wanted.names.title = Some(String::new());
        stored.names.given_name = Some("Anna Maria ".into());
        assert_eq!(fields(Section::Names, &wanted, &stored), Vec::<String>::new());
        wanted.addresses.push(Address {
            kind: Some("physical".into()),
            street_name: Some("High Street".into()),
            house_number: Some("12".into()),
            postal_code: Some("ls1 4ap".into()),
            ..Address::default()
        });
        let mut lines = Address { postal_code: Some("LS14AP".into()), ..Address::default() };
        lines.other.insert("line1".into(), "12 High Street".into());
        lines.other.insert("type".into(), "PRIMARY".into());
        stored.addresses.push(lines);
        assert_eq!(fields(Section::Addresses, &wanted, &stored), Vec::<String>::new());
    }

    #[test]
    fn a_line_written_anew_from_its_parts_is_no_difference() {
        let line = |line: &str, street: Option<&str>, number: Option<&str>| {
            let mut address = Address {
                street_name: street.map(str::to_owned),
                house_number: number.map(str::to_owned),
                city: Some("Leeds".into()),
                ..Address::default()
            };
            address.other.insert("line1".into(), line.into());
            Record { addresses: vec![address], ..Record::default() }
        };
        let wanted = line("4 Elm Road", Some("Elm Road"), Some("44"));
        for stored in
            [line("44 Elm Road", Some("Elm Road"), Some("44")), line("44 Elm Road", None, None)]
        {
            assert_eq!(fields(Section::Addresses, &wanted, &stored), Vec::<String>::new());
        }
        let stored = line("4 Elm Road", Some("Elm Road"), Some("4"));
        assert_eq!(fields(Section::Addresses, &wanted, &stored), ["addresses[0].houseNumber"]);
        let mut moved = line("44 Elm Road", None, None);
        moved.addresses[0].city = Some("York".into());
        assert_eq!(fields(Section::Addresses, &wanted, &moved), ["addresses[0].city"]);
    }

    #[test]
    fn a_preference_that_is_not_kept_is_said() {
        let with = |preferred: Option<bool>| {
            let mut phone = Channel::phone(Use::Home, Line::Mobile, "07700 900123");
            phone.preferred = preferred;
            Record { channels: vec![phone], ..Record::default() }
        };
        for (sent, kept, lost) in [
            (Some(true), None, true),
            (Some(true), Some(true), false),
            (Some(false), None, false),
            (Some(false), Some(true), true),
            (None, Some(true), false),
        ] {
            let found = fields(Section::Communication, &with(sent), &with(kept));
            let expected = if lost { vec!["channels[0].preferred"] } else { vec![] };
            assert_eq!(found, expected, "{sent:?} {kept:?}");
        }
    }

    #[test]
    fn a_network_without_unknown_consent_keeps_it_as_none_but_never_as_given() {
        let with = |state: Option<ConsentState>| {
            let mut phone = Channel::phone(Use::Home, Line::Mobile, "07700 900123");
            phone.consent.extend(state.map(|state| ("call".to_owned(), state)));
            Record { channels: vec![phone], ..Record::default() }
        };
        let sent = with(Some(ConsentState::Unknown));
        for kept in [None, Some(ConsentState::Unknown), Some(ConsentState::Denied)] {
            assert_eq!(fields(Section::Communication, &sent, &with(kept)), Vec::<String>::new());
        }
        assert_eq!(
            fields(Section::Communication, &sent, &with(Some(ConsentState::Agreed))),
            ["channels[0].consent.call"]
        );
    }

    #[test]
    fn what_was_dropped_added_or_changed_is_named() {
        let (mut wanted, mut stored) = (Record::default(), Record::default());
        wanted.names.middle_name = Some("Ann".into());
        stored.names.family_name = Some("Smith".into());
        assert_eq!(
            fields(Section::Names, &wanted, &stored),
            ["names.familyName", "names.middleName"]
        );
        let mut phone = Channel::phone(Use::Home, Line::Mobile, "07700 900123");
        phone.consent.insert("text".into(), ConsentState::Agreed);
        wanted.channels.push(phone);
        wanted.channels.push(Channel::email(Use::Home, "a@b.example"));
        stored.channels.push(Channel::phone(Use::Work, Line::Mobile, "07700 900123"));
        stored.channels.push(Channel::phone(Use::Work, Line::Fax, "0113 496 0000"));
        assert_eq!(
            fields(Section::Communication, &wanted, &stored),
            ["channels[0].use", "channels[0].consent.text", "channels[1].value", "channels"]
        );
        let car = |vin: &str| customer::Vehicle { vin: Some(vin.into()), ..Default::default() };
        wanted.vehicles.push(car("WVWZZZ1KZ6W650709"));
        stored.vehicles.push(car("WVWZZZ1KZ6W650708"));
        assert_eq!(fields(Section::Vehicles, &wanted, &stored), ["vehicles[0]", "vehicles"]);
    }
}
