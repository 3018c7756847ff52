//! One row's values become a record.

use super::{Field, Order, dates};
use crate::record::{
    Address, Channel, Identity, Kind, Line, PersonalDetails, Record, Use, Vehicle,
};
use crate::{country, fold, names, phone, street};

/// The longest id of a network.
const LONGEST_ID: usize = 128;

pub fn record(
    values: Vec<(Field, String)>,
    order: Option<Order>,
    home: &str,
) -> Result<Record, String> {
    let mut record = Record::default();
    let (mut address, mut vehicle) = (Address::default(), Vehicle::default());
    let (mut full, mut line, mut kind) = (None, None, None);
    for (field, text) in values {
        let (names, identity) = (&mut record.names, &mut record.identity);
        let details = &mut record.personal_details;
        let member = match field.path() {
            "id" => &mut record.id,
            "customerKey" => &mut record.customer_key,
            "kind" => &mut kind,
            "names.title" => &mut names.title,
            "names.salutation" => &mut names.salutation,
            "names.givenName" => &mut names.given_name,
            "names.middleName" => &mut names.middle_name,
            "names.familyName" => &mut names.family_name,
            "names.familyName2" => &mut names.family_name2,
            "names.preferredName" => &mut names.preferred_name,
            "names.initials" => &mut names.initials,
            "names.full" => &mut full,
            "company.name" => &mut record.company.name,
            "identity.birthDate" => {
                identity.birth_date = Some(dates::stored(&text, order));
                continue;
            }
            "vehicle.year" => {
                let year = text.parse::<i32>().ok().filter(|year| (1000..=9999).contains(year));
                vehicle.year = Some(year.ok_or("vehicle.year: not a year, such as 2019")?);
                continue;
            }
            "address.street" => &mut line,
            "vehicle.vin" => &mut vehicle.vin,
            "vehicle.licensePlate" => &mut vehicle.license_plate,
            "vehicle.make" => &mut vehicle.make,
            "vehicle.model" => &mut vehicle.model,
            "address.countryCode" => {
                address.country_code = Some(country::read(&text).unwrap_or(text));
                continue;
            }
            path => match of_identity(path, identity)
                .or(of_details(path, details))
                .or(of_address(path, &mut address))
            {
                Some(member) => member,
                None => {
                    record.channels.extend(channel(path, text, home));
                    continue;
                }
            },
        };
        *member = Some(text);
    }
    named(&mut record, full);
    record.kind = kind_of(kind.as_deref(), &record);
    if let Some(line) = line {
        let there = address.country_code.as_deref().filter(|code| country::is_known(code));
        match street::split(&line, there.unwrap_or(home)) {
            Some((street, number)) => {
                address.street_name = Some(street);
                address.house_number = number.or(address.house_number);
            }
            None => address.street_name = Some(line),
        }
    }
    if !address.is_empty() {
        address.kind = Some("physical".to_owned());
        record.addresses.push(address);
    }
    if vehicle != Vehicle::default() {
        record.vehicles.push(vehicle);
    }
    Ok(record)
}

/// What the copy needs of a record to keep it.
pub fn check_id(record: &Record) -> Result<(), String> {
    match record.id.as_deref() {
        None => Err("id: required".to_owned()),
        Some(id) if id.chars().count() > LONGEST_ID => {
            Err("id: longer than 128 characters".to_owned())
        }
        Some(id) if id.contains(char::is_control) => {
            Err("id: holds a control character".to_owned())
        }
        Some(_) => Ok(()),
    }
}

fn of_identity<'a>(path: &str, identity: &'a mut Identity) -> Option<&'a mut Option<String>> {
    (path == "identity.socialSecurityId").then_some(&mut identity.social_security_id)
}

fn of_details<'a>(path: &str, details: &'a mut PersonalDetails) -> Option<&'a mut Option<String>> {
    Some(match path {
        "personalDetails.gender" => &mut details.gender,
        "personalDetails.maritalStatus" => &mut details.marital_status,
        "personalDetails.nationalityCode" => &mut details.nationality_code,
        "personalDetails.languageCode" => &mut details.language_code,
        "personalDetails.occupation" => &mut details.occupation,
        _ => return None,
    })
}

fn of_address<'a>(path: &str, address: &'a mut Address) -> Option<&'a mut Option<String>> {
    Some(match path {
        "address.streetName" => &mut address.street_name,
        "address.houseNumber" => &mut address.house_number,
        "address.buildingName" => &mut address.building_name,
        "address.doorNumber" => &mut address.door_number,
        "address.suburb" => &mut address.suburb,
        "address.city" => &mut address.city,
        "address.county" => &mut address.county,
        "address.province" => &mut address.province,
        "address.postalCode" => &mut address.postal_code,
        _ => return None,
    })
}

/// A phone without a line that its heading names rings what its number says.
fn channel(path: &str, value: String, home: &str) -> Option<Channel> {
    let (usage, line) = match path {
        "email" => return Some(Channel::email(Use::Home, value)),
        "email.work" => return Some(Channel::email(Use::Work, value)),
        "phone" => (Use::Home, None),
        "phone.mobile" => (Use::Home, Some(Line::Mobile)),
        "phone.home" => (Use::Home, Some(Line::Landline)),
        "phone.work" => (Use::Work, None),
        "phone.workMobile" => (Use::Work, Some(Line::Mobile)),
        "phone.fax" => (Use::Work, Some(Line::Fax)),
        _ => return None,
    };
    let line = line.or_else(|| phone::Phone::parse(&value, home)?.line());
    Some(Channel { line, ..Channel::phone(usage, Line::Mobile, value) })
}

fn kind_of(said: Option<&str>, record: &Record) -> Kind {
    /// Beginnings of what people call a company, in seven languages.
    const COMPANY: [&str; 9] =
        ["compan", "organi", "firm", "business", "bedrijf", "entrepr", "empres", "foretag", "yrit"];
    let word = said.map(fold::joined);
    match word {
        Some(word) if COMPANY.iter().any(|start| word.starts_with(start)) || word == "org" => {
            Kind::Company
        }
        Some(word) if !word.is_empty() => Kind::Person,
        _ if record.names.is_empty() && !record.company.is_empty() => Kind::Company,
        _ => Kind::Person,
    }
}

/// A name that stands in one piece, where its parts do not stand beside it.
fn named(record: &mut Record, full: Option<String>) {
    let names = &mut record.names;
    let Some(full) = full.filter(|_| names.given_name.is_none() && names.family_name.is_none())
    else {
        return;
    };
    // An address book names the company twice.
    if record.company.name.as_deref() == Some(full.as_str()) {
        return;
    }
    let (given, family) = match full.split_once(',') {
        Some((family, given)) => (given.trim().to_owned(), family.trim().to_owned()),
        None => {
            let words: Vec<&str> = full.split(' ').collect();
            let mut from = words.len() - 1;
            while from > 1 && names::is_particle(&fold::fold(words[from - 1])) {
                from -= 1;
            }
            (words[..from].join(" "), words[from..].join(" "))
        }
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    (names.given_name, names.family_name) = (some(given), some(family));
}
