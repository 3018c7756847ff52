//! Customer records as Keyloop v1 bodies. An update carries its whole section: what the network
//! holds with the wanted values over it, "" for what is cleared, so that it is right whether the
//! network replaces the section or merges it.

use customer::limits::{self, Place};
use customer::{Address, Channel, Kind, Record, Section};
use serde_json::{Map, Value, json};

use super::read::{SLOTS, USES, day};
use crate::failure::{Failure, Refusal, here};
use crate::wire::{known, object, text, whole};

pub(crate) const PHYSICAL: [&str; 14] = [
    "streetType",
    "streetName",
    "houseNumber",
    "buildingName",
    "floorNumber",
    "doorNumber",
    "blockName",
    "estate",
    "postalCode",
    "suburb",
    "city",
    "county",
    "province",
    "countryCode",
];
pub(crate) const POSTAL: [&str; 9] = [
    "poBoxName",
    "poBoxNumber",
    "poBoxSuite",
    "postalCode",
    "suburb",
    "city",
    "county",
    "province",
    "countryCode",
];

/// The command of a section and its body.
pub(crate) fn update(
    raw: &Value,
    section: Section,
    wanted: &Record,
) -> Result<(&'static str, &'static str, Value), Failure> {
    let held = |pointer: &str| raw.pointer(pointer);
    Ok(match section {
        Section::Names => (
            "update-names",
            "/customers/{id}/update-names",
            json!({"names": whole(held("/customer/names"), &names(wanted, "titleCommon"), &wanted.names.other)}),
        ),
        Section::Addresses => {
            let [physical, postal] = by_kind(&wanted.addresses)?;
            let mut home = object(held("/customer/addresses/home"));
            for (key, members, wanted) in [
                ("physicalAddress", PHYSICAL.as_slice(), physical),
                ("postalAddress", POSTAL.as_slice(), postal),
            ] {
                let there = home.get(key).filter(|value| value.is_object());
                if there.is_some() || wanted.is_some() {
                    home.insert(key.to_owned(), address(there, members, wanted).into());
                }
            }
            home.retain(|_, value| !value.is_null());
            let mut all = object(held("/customer/addresses"));
            all.retain(|_, value| !value.is_null());
            all.insert("home".into(), home.into());
            ("update-addresses", "/customers/{id}/update-addresses", json!({"addresses": all}))
        }
        Section::Communication => (
            "update-communication",
            "/customers/{id}/update-communication",
            json!({"communication": communication(
                held("/customer/communication"),
                &wanted.channels,
                ["home", "work"],
            )?}),
        ),
        Section::Identity => (
            "update-identity",
            "/customers/{id}/update-identity",
            identity(held("/identity"), wanted),
        ),
        Section::PersonalDetails => (
            "update-personal-details",
            "/customers/{id}/update-personal-details",
            json!({"personalDetails": whole(
                held("/customer/personalDetails"),
                &personal_details(wanted),
                &wanted.personal_details.other,
            )}),
        ),
        Section::Company | Section::Vehicles => {
            return Err(Failure::Unsupported {
                what: format!("Keyloop v1 does not write {}", section.word()),
            });
        }
    })
}

/// The answer to a change names the customer it was made to, or nobody. One that names somebody
/// else is looked at by a person: to send it again could do the same to them once more.
pub(crate) fn is_about(id: &str, status: u16, answer: &Value) -> Result<(), Failure> {
    let named = text(answer, "customerId")
        .or_else(|| answer.get("customer").and_then(|customer| text(customer, "customerId")));
    match named {
        Some(other) if !other.trim().eq_ignore_ascii_case(id.trim()) => Err(Failure::Refused {
            status,
            refusals: vec![Refusal {
                field: Some("id".to_owned()),
                message: "the network answered for another customer than the one that was \
                          changed; look at both in the DMS before you try it again"
                    .to_owned(),
            }],
        }),
        _ => Ok(()),
    }
}

/// The body of a create: what is known, and nothing else.
pub(crate) fn create(record: &Record) -> Result<Value, Failure> {
    let record = &named(record)?;
    let mut body = Map::new();
    let mut put = |key: &str, value: Option<Map<String, Value>>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value.into());
        }
    };
    put("names", known(&names(record, "titleCommon"), &record.names.other));
    let [physical, postal] = by_kind(&record.addresses)?;
    let mut home = Map::new();
    for (key, members, wanted) in [
        ("physicalAddress", PHYSICAL.as_slice(), physical),
        ("postalAddress", POSTAL.as_slice(), postal),
    ] {
        let address = wanted.and_then(|a| known(&address_members(members, Some(a)), &a.other));
        if let Some(address) = address {
            home.insert(key.to_owned(), address.into());
        }
    }
    put("addresses", (!home.is_empty()).then(|| Map::from_iter([("home".into(), home.into())])));
    let mut communication = communication(None, &record.channels, ["home", "work"])?;
    for group in communication.values_mut().filter_map(Value::as_object_mut) {
        group.retain(|_, value| value.as_str() != Some(""));
    }
    communication.retain(|_, group| group.as_object().is_some_and(|group| !group.is_empty()));
    put("communication", (!communication.is_empty()).then_some(communication));
    put("personalDetails", known(&personal_details(record), &record.personal_details.other));
    let birth = record.identity.birth_date.as_deref().map(date_time);
    put(
        "identity",
        known(
            &[
                ("socialSecurityId", record.identity.social_security_id.as_deref()),
                ("birthDate", birth.as_deref()),
            ],
            &record.identity.other,
        ),
    );
    Ok(body.into())
}

/// The record with the family name Keyloop asks for; a firm's name stands there.
pub(crate) fn named(record: &Record) -> Result<Record, Failure> {
    let mut record = record.clone();
    if Record::said(&record.names.family_name).is_none() {
        if record.kind != Kind::Company || Record::said(&record.company.name).is_none() {
            return Err(here("names.familyName", "Keyloop asks for a family name"));
        }
        record.names.family_name = record.company.name.clone();
    }
    Ok(record)
}

pub(crate) fn names<'a>(
    record: &'a Record,
    title: &'static str,
) -> [(&'static str, Option<&'a str>); 8] {
    let names = &record.names;
    [
        ("familyName", names.family_name.as_deref()),
        ("familyName2", names.family_name2.as_deref()),
        ("middleName", names.middle_name.as_deref()),
        ("givenName", names.given_name.as_deref()),
        ("preferredName", names.preferred_name.as_deref()),
        ("initials", names.initials.as_deref()),
        ("salutation", names.salutation.as_deref()),
        (title, names.title.as_deref()),
    ]
}

fn personal_details(record: &Record) -> [(&'static str, Option<&str>); 5] {
    let details = &record.personal_details;
    [
        ("gender", details.gender.as_deref()),
        ("maritalStatus", details.marital_status.as_deref()),
        ("nationalityCode", details.nationality_code.as_deref()),
        ("languageCode", details.language_code.as_deref()),
        ("occupation", details.occupation.as_deref()),
    ]
}

fn identity(held: Option<&Value>, wanted: &Record) -> Value {
    let mut body = object(held);
    body.shift_remove("links");
    let there = body.get("birthDate").and_then(Value::as_str).map(str::to_owned);
    let birth = match (wanted.identity.birth_date.as_deref(), there) {
        // The day is what is there: its notation is left alone, whatever it is.
        (Some(day_wanted), Some(there)) if day(&there) == day_wanted => Some(there),
        (Some(day_wanted), _) => Some(date_time(day_wanted)),
        (None, _) => None,
    };
    let held = Value::from(body);
    whole(
        Some(&held),
        &[
            ("socialSecurityId", wanted.identity.social_security_id.as_deref()),
            ("birthDate", birth.as_deref()),
        ],
        &wanted.identity.other,
    )
    .into()
}

/// A day as the date-time the wire asks for; what is no day goes as it is.
fn date_time(day: &str) -> String {
    let is_day = day.len() == 10
        && day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_day { format!("{day}T00:00:00Z") } else { day.to_owned() }
}

/// One physical and one postal address is all there is room for.
pub(crate) fn by_kind(addresses: &[Address]) -> Result<[Option<&Address>; 2], Failure> {
    let mut found = [None, None];
    for (at, address) in addresses.iter().enumerate() {
        let slot = usize::from(address.kind.as_deref() == Some("postal"));
        if found[slot].replace(address).is_some() {
            let kind = ["physical", "postal"][slot];
            return Err(here(&format!("addresses[{at}]"), &format!("only one {kind} address")));
        }
    }
    Ok(found)
}

pub(crate) fn address(
    held: Option<&Value>,
    members: &[&'static str],
    wanted: Option<&Address>,
) -> Map<String, Value> {
    match wanted {
        Some(wanted) => whole(held, &address_members(members, Some(wanted)), &wanted.other),
        None => {
            // Taken away: every text of it goes, also those we do not know.
            let mut gone = whole(held, &address_members(members, None), &Map::new());
            gone.values_mut().filter(|v| v.is_string()).for_each(|v| *v = Value::from(""));
            gone
        }
    }
}

pub(crate) fn address_members<'a>(
    members: &[&'static str],
    address: Option<&'a Address>,
) -> Vec<(&'static str, Option<&'a str>)> {
    members
        .iter()
        .map(|member| {
            let value = address.and_then(|address| match *member {
                "streetType" => address.street_type.as_deref(),
                "streetName" => address.street_name.as_deref(),
                "houseNumber" => address.house_number.as_deref(),
                "buildingName" => address.building_name.as_deref(),
                "floorNumber" => address.floor_number.as_deref(),
                "doorNumber" => address.door_number.as_deref(),
                "blockName" => address.block_name.as_deref(),
                "estate" => address.estate.as_deref(),
                "postalCode" => address.postal_code.as_deref(),
                "suburb" => address.suburb.as_deref(),
                "city" => address.city.as_deref(),
                "county" => address.county.as_deref(),
                "province" => address.province.as_deref(),
                "countryCode" => address.country_code.as_deref(),
                "poBoxName" => address.po_box_name.as_deref(),
                "poBoxNumber" => address.po_box_number.as_deref(),
                "poBoxSuite" => address.po_box_suite.as_deref(),
                _ => None,
            });
            (*member, value)
        })
        .collect()
}

/// Both groups with all their places, "" where nothing is wanted.
pub(crate) fn communication(
    held: Option<&Value>,
    channels: &[Channel],
    groups: [&str; 2],
) -> Result<Map<String, Value>, Failure> {
    let placed = placed(channels)?;
    let mut all = object(held);
    all.retain(|_, value| !value.is_null());
    for (usage, group) in USES.into_iter().zip(groups) {
        let slots: Vec<(&str, Option<&str>)> = SLOTS
            .iter()
            .map(|(kind, line, slot)| {
                let value = placed
                    .iter()
                    .find(|(place, _)| *place == (usage, *kind, *line))
                    .map(|(_, channel)| channel.value.as_str());
                (*slot, value)
            })
            .collect();
        let filled = whole(all.get(group), &slots, &Map::new());
        all.insert(group.to_owned(), filled.into());
    }
    Ok(all)
}

/// Gives every channel one of the eight places.
fn placed(channels: &[Channel]) -> Result<Vec<(Place, &Channel)>, Failure> {
    let said = channels.iter().zip(limits::placed(channels)).enumerate();
    said.filter(|(_, (channel, _))| !channel.value.trim().is_empty())
        .map(|(at, (channel, place))| {
            let field = format!("channels[{at}]");
            let full = "Keyloop holds one value for each of home and work, mobile, landline, fax and e-mail";
            Ok((place.ok_or_else(|| here(&field, full))?, channel))
        })
        .collect()
}
