//! Customers as v3 answers show them: rows with a display name, and whole ones.

use customer::{Kind, Names, Record, Vehicle};
use serde_json::{Value, json};

use super::{GROUPS, phone_word};
use crate::keyloop::read::{address, channels, names};
use crate::wire::{object, rest, take, take_object, text};

/// A search row: a display name, perhaps a formatted address, one value of each channel.
pub(crate) fn summary(item: &Value) -> Record {
    let mut members = object(Some(item));
    let name = take(&mut members, "name").unwrap_or_default();
    let communications = Value::from(take_object(&mut members, "communications"));
    let id = take(&mut members, "customerId");
    members.shift_remove("links");
    let mut record = Record {
        id,
        names: display_name(&name),
        channels: channels(&json!({"personal": communications}), GROUPS),
        other: rest(members),
        ..Record::default()
    };
    record.other.insert("name".into(), name.into());
    record
}

/// The parts of a display name as far as they can be told: a title before or behind it, perhaps
/// on a line of its own, and the last word the family name.
fn display_name(text: &str) -> Names {
    let is_title = |word: &str| {
        const TITLES: [&str; 14] = [
            "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "m", "mme",
            "dhr", "mevr",
        ];
        TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
    };
    let mut names = Names::default();
    let mut lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    if lines.len() > 1
        && let Some(at) = lines.iter().position(|line| is_title(line))
    {
        names.title = Some(lines.remove(at).to_owned());
    }
    let joined = lines.join(" ");
    let mut words: Vec<&str> = joined.split_whitespace().collect();
    if words.len() > 1 && words.first().is_some_and(|word| is_title(word)) {
        names.title = Some(words.remove(0).to_owned());
    }
    if let Some((family, given)) = words.join(" ").split_once(", ") {
        names.family_name = Some(family.to_owned());
        names.given_name = Some(given.to_owned());
        return names;
    }
    names.family_name = words.pop().map(str::to_owned);
    names.given_name = (!words.is_empty()).then(|| words.join(" "));
    names
}

/// A whole customer.
pub(crate) fn detail(raw: &Value) -> Record {
    let mut members = object(raw.get("customer"));
    let mut record = Record {
        id: take(&mut members, "customerId"),
        status: take(&mut members, "status"),
        names: names(take_object(&mut members, "individual"), "title"),
        ..Record::default()
    };
    record.personal_details.language_code = take(&mut members, "languageCode");
    let addresses = take_object(&mut members, "addresses");
    record.addresses.extend(address(addresses.get("physical"), "physical"));
    record.addresses.extend(address(addresses.get("postal"), "postal"));
    let communications = Value::from(take_object(&mut members, "communications"));
    record.channels = channels(&communications, GROUPS);
    let preferred = text(&communications, "preferredPhone").unwrap_or_default();
    if let Some(channel) = record.channels.iter_mut().find(|c| phone_word(c) == Some(&preferred)) {
        channel.preferred = Some(true);
    }
    if let Some(Value::Array(items)) = members.get("vehicles") {
        record.vehicles =
            items.iter().map(vehicle).filter(|car| *car != Vehicle::default()).collect();
        members.shift_remove("vehicles");
    }
    let company = members
        .get("relations")
        .and_then(|relations| relations.get("companies"))
        .and_then(|companies| companies.get(0))
        .and_then(|company| text(company, "name"));
    record.company.name = text(&Value::from(members.clone()), "companyName").or(company);
    if record.names.is_empty() && record.company.name.is_some() {
        record.kind = Kind::Company;
    }
    members.shift_remove("links");
    record.other = rest(members);
    record
}

fn vehicle(item: &Value) -> Vehicle {
    let mut members = object(Some(item));
    let make = take(&mut members, "makeId");
    // The description says make, model and year in one line.
    let described = text(item, "description").unwrap_or_default();
    let told = make.as_deref().and_then(|make| described.strip_prefix(make));
    let mut model = told.unwrap_or(&described).trim();
    let mut year = None;
    if let Some((before, last)) = model.rsplit_once(' ')
        && last.len() == 4
    {
        year = last.parse().ok();
        model = if year.is_some() { before } else { model };
    }
    Vehicle {
        vin: take(&mut members, "vin"),
        license_plate: take(&mut members, "licensePlate"),
        make,
        model: (!model.is_empty()).then(|| model.to_owned()),
        year,
        relationship: take(&mut members, "relationship"),
        other: rest(members),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_network_spells_out_empty_makes_no_member() {
        let empty = json!({"poBoxNumber": "", "city": null,
            "formattedAddress": {"line1": "", "line2": "", "line3": "", "line4": ""}});
        let raw = json!({"customer": {"customerId": "1", "individual": {"familyName": "Berg", "title": ""},
            "addresses": {"physical": empty, "postal": empty}, "vehicles": [{}, {"vin": ""}],
            "communications": {"personal": {"mobile": ""}, "work": {}}, "business": {"code": ""}}});
        let record = serde_json::to_value(detail(&raw)).unwrap();
        let names = json!({"familyName": "Berg"});
        assert_eq!(record, json!({"id": "1", "kind": "person", "names": names}));
    }

    #[test]
    fn a_summary_is_read_across_its_line_break() {
        let item = json!({"customerId": "01-16203", "name": "Mr\nJan Berg", "address": "",
            "communications": {"mobile": "(027) 221-2247", "landline": "", "email": ""}});
        let row = summary(&item);
        assert_eq!(row.names.title.as_deref(), Some("Mr"));
        assert_eq!(row.names.given_name.as_deref(), Some("Jan"));
        assert_eq!(row.names.family_name.as_deref(), Some("Berg"));
        assert_eq!(row.channels.len(), 1);
        let behind = display_name("Anne Smith\nMrs");
        assert_eq!(
            (behind.title.as_deref(), behind.family_name.as_deref()),
            (Some("Mrs"), Some("Smith"))
        );
    }
}
