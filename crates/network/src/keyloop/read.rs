//! Keyloop v1 answers as customer records. Nothing is lost: what has no place in the record stays
//! in its `other` members or in the raw answer.

use customer::record::Unknown;
use customer::{
    Address, Channel, ChannelKind, Company, Consent, ConsentState, Identity, Kind, Line, Names,
    PersonalDetails, Record, Use, Vehicle,
};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::wire::{object, rest, take, take_object, text};
use crate::xray::is_date;

/// The places a phone or e-mail can have, in the order a record lists them.
pub(crate) const SLOTS: [(ChannelKind, Option<Line>, &str); 4] = [
    (ChannelKind::Phone, Some(Line::Mobile), "mobile"),
    (ChannelKind::Phone, Some(Line::Landline), "landline"),
    (ChannelKind::Phone, Some(Line::Fax), "fax"),
    (ChannelKind::Email, None, "email"),
];
pub(crate) const USES: [Use; 2] = [Use::Home, Use::Work];

/// A search item, or the customer part of a detail.
pub(crate) fn customer(item: &Value) -> Record {
    let mut members = object(Some(item));
    let mut record = Record {
        id: take(&mut members, "customerId"),
        status: take(&mut members, "status"),
        names: names(take_object(&mut members, "names"), "titleCommon"),
        personal_details: personal_details(take_object(&mut members, "personalDetails")),
        ..Record::default()
    };
    let mut addresses = take_object(&mut members, "addresses");
    let home = take_object(&mut addresses, "home");
    record.addresses.extend(address(home.get("physicalAddress"), "physical"));
    record.addresses.extend(address(home.get("postalAddress"), "postal"));
    let communication = Value::from(take_object(&mut members, "communication"));
    record.channels = channels(&communication, ["home", "work"]);
    members.shift_remove("links");
    record.other = rest(members);
    record
}

/// The whole customer: the detail and its sub-resources, as `Fetched::raw` holds them.
/// What does not hold `now` is left out of the consents; without a `now` nobody can say.
pub(crate) fn whole(raw: &Value, now: Option<Timestamp>) -> Record {
    let mut record = raw.get("customer").map(customer).unwrap_or_default();
    record.identity = identity(raw.get("identity"));
    // An item that says nothing is no car.
    let cars = list(raw, "vehicles").iter().map(vehicle);
    record.vehicles = cars.filter(|car| *car != Vehicle::default()).collect();
    let companies = list(raw, "companies");
    if let Some(first) = companies.first() {
        record.company = company(first);
    }
    if companies.len() > 1 {
        record.other.insert("companies".into(), Value::from(companies.to_vec()));
    }
    let said = list(raw, "privacy");
    if !said.is_empty() {
        record.other.insert("privacy".into(), Value::from(said.to_vec()));
        let today = now.map(|now| now.to_string());
        let hold: Vec<&Value> =
            said.iter().filter(|one| today.as_deref().is_none_or(|now| holds(one, now))).collect();
        consents(&mut record.channels, &hold);
    }
    // v1 has no companies of its own: a firm stands under its name as family name.
    let names = &record.names;
    let firm = Record::said(&names.given_name).is_none()
        && Record::said(&record.company.name)
            .is_some_and(|firm| Record::said(&names.family_name).is_none_or(|name| name == firm));
    if firm {
        record.kind = Kind::Company;
    }
    record
}

fn list<'a>(raw: &'a Value, key: &str) -> &'a [Value] {
    raw.get(key)
        .and_then(|value| value.get("items").or(Some(value)))
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

pub(crate) fn names(mut members: Map<String, Value>, title: &str) -> Names {
    Names {
        title: take(&mut members, title),
        given_name: take(&mut members, "givenName"),
        middle_name: take(&mut members, "middleName"),
        family_name: take(&mut members, "familyName"),
        family_name2: take(&mut members, "familyName2"),
        preferred_name: take(&mut members, "preferredName"),
        initials: take(&mut members, "initials"),
        salutation: take(&mut members, "salutation"),
        other: rest(members),
    }
}

fn personal_details(mut members: Map<String, Value>) -> PersonalDetails {
    PersonalDetails {
        gender: take(&mut members, "gender"),
        marital_status: take(&mut members, "maritalStatus"),
        nationality_code: take(&mut members, "nationalityCode"),
        language_code: take(&mut members, "languageCode"),
        occupation: take(&mut members, "occupation"),
        other: rest(members),
    }
}

/// `None` where the network holds nothing of it, or only empty texts.
pub(crate) fn address(value: Option<&Value>, kind: &str) -> Option<Address> {
    let mut members = object(value);
    let mut address = Address {
        kind: None,
        street_type: take(&mut members, "streetType"),
        street_name: take(&mut members, "streetName"),
        house_number: take(&mut members, "houseNumber"),
        building_name: take(&mut members, "buildingName"),
        floor_number: take(&mut members, "floorNumber"),
        door_number: take(&mut members, "doorNumber"),
        block_name: take(&mut members, "blockName"),
        estate: take(&mut members, "estate"),
        suburb: take(&mut members, "suburb"),
        city: take(&mut members, "city"),
        county: take(&mut members, "county"),
        province: take(&mut members, "province"),
        postal_code: take(&mut members, "postalCode"),
        country_code: take(&mut members, "countryCode"),
        po_box_name: take(&mut members, "poBoxName"),
        po_box_number: take(&mut members, "poBoxNumber"),
        po_box_suite: take(&mut members, "poBoxSuite"),
        other: rest(members),
    };
    if address.is_empty() {
        return None;
    }
    address.kind = Some(kind.to_owned());
    Some(address)
}

pub(crate) fn channels(communication: &Value, groups: [&str; 2]) -> Vec<Channel> {
    let mut channels = Vec::new();
    for (usage, group) in USES.into_iter().zip(groups) {
        let Some(group) = communication.get(group) else { continue };
        for (kind, line, slot) in SLOTS {
            let Some(value) = text(group, slot) else { continue };
            channels.push(Channel {
                kind,
                usage: Some(usage),
                line,
                value,
                preferred: None,
                consent: Consent::new(),
                other: Unknown::new(),
            });
        }
    }
    channels
}

fn identity(value: Option<&Value>) -> Identity {
    let mut members = object(value);
    members.shift_remove("links");
    Identity {
        birth_date: take(&mut members, "birthDate").map(|text| day(&text)),
        social_security_id: take(&mut members, "socialSecurityId"),
        other: rest(members),
    }
}

/// Birth dates travel as date-times; only the day is one, and no time zone may shift it.
pub(crate) fn day(text: &str) -> String {
    text.chars().take(10).collect()
}

fn company(item: &Value) -> Company {
    let mut members = object(Some(item));
    members.shift_remove("links");
    Company { name: take(&mut members, "name"), other: rest(members) }
}

/// `description` and `identification` keep in `other` what the record has no member for.
fn vehicle(item: &Value) -> Vehicle {
    let mut members = object(Some(item));
    members.shift_remove("links");
    let mut description = take_object(&mut members, "description");
    let mut identification = take_object(&mut members, "identification");
    let vehicle = Vehicle {
        vin: take(&mut identification, "vin"),
        license_plate: take(&mut identification, "licensePlate"),
        make: take(&mut description, "make"),
        model: take(&mut description, "model"),
        year: take(&mut description, "year").and_then(|year| year.trim().parse().ok()),
        relationship: take(&mut members, "relationship"),
        other: Unknown::new(),
    };
    for (key, group) in [("description", description), ("identification", identification)] {
        let group = rest(group);
        if !group.is_empty() {
            members.insert(key.to_owned(), Value::from(group));
        }
    }
    Vehicle { other: rest(members), ..vehicle }
}

/// Whether a statement holds today, first and last day included. A day that is none says nothing.
fn holds(statement: &Value, today: &str) -> bool {
    let said = |key: &str| text(statement, key).map(|text| day(&text)).filter(|day| is_date(day));
    let (from, until, today) = (said("validFrom"), said("validUntil"), day(today));
    from.is_none_or(|from| from <= today) && until.is_none_or(|until| today <= until)
}

/// Privacy statements speak of ways, not of single numbers: each applies to every channel of its
/// way. Where several speak, a refusal wins over an agreement, and both over silence.
fn consents(channels: &mut [Channel], said: &[&Value]) {
    let way = |key: &str| {
        said.iter().filter_map(|item| item.get("channel").and_then(|c| text(c, key))).fold(
            None,
            |so_far, state| match (so_far, state.to_uppercase().as_str()) {
                (Some(ConsentState::Denied), _) | (_, "DENIED") => Some(ConsentState::Denied),
                (Some(ConsentState::Agreed), _) | (_, "AGREED") => Some(ConsentState::Agreed),
                (_, "UNKNOWN") => Some(ConsentState::Unknown),
                (so_far, _) => so_far,
            },
        )
    };
    let (call, message, email) = (way("phone"), way("messaging"), way("email"));
    for channel in channels {
        let ways = match (channel.kind, channel.line) {
            (ChannelKind::Email, _) => vec![("email", email)],
            (ChannelKind::Phone, Some(Line::Mobile)) => vec![("call", call), ("text", message)],
            (ChannelKind::Phone, Some(Line::Landline | Line::Fax) | None) => vec![("call", call)],
        };
        for (name, state) in ways {
            if let Some(state) = state {
                channel.consent.insert(name.to_owned(), state);
            }
        }
    }
}
