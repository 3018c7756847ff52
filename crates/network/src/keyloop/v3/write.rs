//! Customer records as v3 bodies: a changed member of the customer goes whole.

use customer::{Record, Section};
use serde_json::{Map, Value, json};

use super::{GROUPS, phone_word};
use crate::failure::Failure;
use crate::keyloop::write::{
    PHYSICAL, POSTAL, address, address_members, by_kind, communication, named, names,
};
use crate::wire::{as_text, known, object, text, whole};

/// The members of the customer that a section is, whole.
pub(crate) fn section(
    raw: &Value,
    section: Section,
    wanted: &Record,
) -> Result<Map<String, Value>, Failure> {
    let held = |pointer: &str| raw.pointer(pointer);
    let mut members = Map::new();
    match section {
        Section::Names => {
            let names = names(wanted, "title");
            let all = whole(held("/customer/individual"), &names, &wanted.names.other);
            members.insert("individual".into(), all.into());
        }
        Section::Addresses => {
            let [physical, postal] = by_kind(&wanted.addresses)?;
            let mut all = object(held("/customer/addresses"));
            for (key, names, wanted) in
                [("physical", PHYSICAL.as_slice(), physical), ("postal", POSTAL.as_slice(), postal)]
            {
                let there = all.get(key).filter(|value| value.is_object()).cloned();
                if there.is_some() || wanted.is_some() {
                    let mut now = address(there.as_ref(), names, wanted);
                    let changed = address_members(names, wanted).iter().any(|(name, value)| {
                        there.as_ref().and_then(|a| text(a, name)).as_deref() != *value
                    });
                    // Made from the parts by the network; the old lines must not come back.
                    if changed {
                        now.shift_remove("formattedAddress");
                    }
                    all.insert(key.to_owned(), now.into());
                }
            }
            all.retain(|_, value| !value.is_null());
            members.insert("addresses".into(), all.into());
        }
        Section::Communication => {
            let there = held("/customer/communications");
            let mut all = communication(there, &wanted.channels, GROUPS)?;
            let preferred = wanted.channels.iter().filter(|c| c.preferred == Some(true));
            if let Some(word) = preferred.filter_map(phone_word).next() {
                all.insert("preferredPhone".into(), word.into());
            }
            members.insert("communications".into(), all.into());
        }
        Section::PersonalDetails => {
            let language = wanted.personal_details.language_code.as_deref();
            let there = held("/customer/languageCode");
            let value = if there.and_then(as_text).as_deref() == language {
                there.cloned().unwrap_or_else(|| "".into())
            } else {
                language.unwrap_or_default().into()
            };
            members.insert("languageCode".into(), value);
        }
        Section::Identity | Section::Company | Section::Vehicles => {
            return Err(Failure::Unsupported {
                what: format!("Keyloop v3 does not write {}", section.word()),
            });
        }
    }
    Ok(members)
}

/// Of the personal details only the language has a place.
pub(crate) fn holds(field: &str) -> bool {
    field.strip_prefix("personalDetails.").is_none_or(|member| member == "languageCode")
}

/// The body of a create.
pub(crate) fn create(record: &Record) -> Result<Value, Failure> {
    let record = &named(record)?;
    let mut customer = Map::new();
    if let Some(names) = known(&names(record, "title"), &record.names.other) {
        customer.insert("individual".into(), names.into());
    }
    let [physical, postal] = by_kind(&record.addresses)?;
    let mut addresses = Map::new();
    for (key, names, wanted) in
        [("physical", PHYSICAL.as_slice(), physical), ("postal", POSTAL.as_slice(), postal)]
    {
        if let Some(all) = wanted.and_then(|a| known(&address_members(names, Some(a)), &a.other)) {
            addresses.insert(key.to_owned(), all.into());
        }
    }
    if !addresses.is_empty() {
        customer.insert("addresses".into(), addresses.into());
    }
    let all = section(&Value::Null, Section::Communication, record)?;
    for (key, mut value) in all {
        if let Some(groups) = value.as_object_mut() {
            for group in groups.values_mut().filter_map(Value::as_object_mut) {
                group.retain(|_, value| value.as_str() != Some(""));
            }
            groups.retain(|_, group| group.as_object().is_none_or(|group| !group.is_empty()));
            if !groups.is_empty() {
                customer.insert(key, value);
            }
        }
    }
    if let Some(language) = Record::said(&record.personal_details.language_code) {
        customer.insert("languageCode".into(), language.into());
    }
    Ok(json!({"customer": customer}))
}
