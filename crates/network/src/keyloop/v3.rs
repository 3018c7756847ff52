//! Keyloop v3: one free-text search whose rows are summaries, one address a customer, PATCH for
//! what changes, and other names for most things. PUT replaces the whole customer, fields that
//! were not sent included, so it only stands in where a server knows no PATCH.

use customer::{
    Channel, ChannelKind, Kind, Line, Names, Record, Section, Use, Vehicle, fold, phone,
};
use futures::future::try_join_all;
use reqwest::Method;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::write::{PHYSICAL, POSTAL, address, address_members, by_kind, communication};
use super::{Keyloop, read, write};
use crate::failure::Failure;
use crate::wire::{as_text, known, object, rest, take, take_object, text, whole};
use crate::{Fetched, Found, Question, verify, wire};

/// Details read for one decision; a summary is not enough to decide on.
const DETAILS: usize = 20;

const GROUPS: [&str; 2] = ["personal", "work"];

impl Keyloop {
    pub(super) async fn search_v3(
        &self,
        question: &Question,
        call: Uuid,
    ) -> Result<Found, Failure> {
        if question.readings.is_empty() {
            return Ok(Found { complete: true, ..Found::default() });
        }
        let pieces: Vec<String> =
            question.readings.iter().map(|piece| piece.text.trim().to_owned()).collect();
        let mut terms = vec![pieces.join(" ")];
        // How several words combine is not documented: the rarest alone finds whoever fits all.
        if pieces.len() > 1 {
            let digits = |p: &&String| p.chars().filter(char::is_ascii_digit).count();
            terms.extend(pieces.iter().max_by_key(|p| (digits(p), p.len())).cloned());
        }
        let mut found = self.summaries(&terms, question.limit, call).await?;
        if pieces.len() > 1 {
            found.rows.retain(|(_, item)| pieces.iter().all(|piece| shows(item, piece)));
        }
        let complete = found.complete && found.rows.len() <= question.limit;
        let rows = found.rows.into_iter().take(question.limit).map(|(row, _)| row).collect();
        Ok(Found { rows, complete, total: None })
    }

    pub(super) async fn lookup_v3(&self, person: &Record, call: Uuid) -> Result<Found, Failure> {
        let mut terms: Vec<String> = Vec::new();
        let mut add = |term: String| {
            if !term.is_empty() && !terms.contains(&term) {
                terms.push(term);
            }
        };
        for channel in &person.channels {
            match channel.kind {
                ChannelKind::Phone => add(phone::tail(&channel.value, &self.country)),
                ChannelKind::Email => add(channel.value.trim().to_owned()),
            }
        }
        for name in [&person.names.family_name, &person.company.name] {
            add(Record::said(name).unwrap_or_default().to_owned());
        }
        let summaries = self.summaries(&terms, 100, call).await?;
        let mut found =
            Found { complete: summaries.complete && !terms.is_empty(), ..Found::default() };
        let (ids, left): (Vec<String>, bool) = {
            // Whoever shares the whole name or a channel comes first; the others as far as it goes.
            let mut near: Vec<&(Record, Value)> = summaries.rows.iter().collect();
            near.sort_by_key(|(row, _)| !verify::related(person, row, &self.country));
            let ids = near.iter().filter_map(|(row, _)| row.id.clone()).take(DETAILS).collect();
            (ids, near.len() > DETAILS)
        };
        found.complete &= !left;
        for details in ids.chunks(4) {
            let read = try_join_all(details.iter().map(|id| async {
                match self.fetch_v3(id, call).await {
                    Ok(fetched) => Ok(Some(fetched.record)),
                    Err(Failure::Gone) => Ok(None),
                    Err(failure) => Err(failure),
                }
            }))
            .await?;
            found.rows.extend(
                read.into_iter()
                    .flatten()
                    .filter(|row| verify::related(person, row, &self.country)),
            );
        }
        Ok(found)
    }

    async fn summaries(
        &self,
        terms: &[String],
        limit: usize,
        call: Uuid,
    ) -> Result<Summaries, Failure> {
        let most = usize::try_from(self.profile.search.page_size.value).unwrap_or(100);
        let size = limit.clamp(1, most);
        let answers = try_join_all(terms.iter().map(|term| async move {
            let pairs = [
                ("freeTextSearch", term.clone()),
                ("page", "1".to_owned()),
                ("pageSize", size.to_string()),
            ];
            let url = wire::with_query(self.customers.clone(), &pairs);
            self.get("/customers", url, false, call).await
        }))
        .await?;
        let mut found = Summaries { rows: Vec::new(), complete: true };
        for body in answers {
            let items = body.get("customers").or_else(|| body.get("items"));
            let Some(items) = items.and_then(Value::as_array) else {
                return Err(Failure::NotTheNetwork {
                    why: "the answer to a search holds no customers".to_owned(),
                });
            };
            let total = wire::number(&body, "totalItems");
            found.complete &= match total {
                Some(total) => items.len() as u64 >= total,
                None => items.len() < size,
            };
            for item in items {
                let row = summary(item);
                if row.id.is_some() && !found.rows.iter().any(|(there, _)| there.id == row.id) {
                    found.rows.push((row, item.clone()));
                }
            }
        }
        Ok(found)
    }

    pub(super) async fn fetch_v3(&self, id: &str, call: Uuid) -> Result<Fetched, Failure> {
        let body = self.get("/customers/{id}", self.at(id, &[])?, true, call).await?;
        let raw = match body.get("customer") {
            Some(Value::Object(_)) => body,
            // Without the envelope.
            _ => json!({"customer": body}),
        };
        let record = detail(&raw);
        match record.id.as_deref() {
            Some(there) if there == id => Ok(Fetched { record, raw }),
            Some(_) => Err(Failure::NotTheNetwork {
                why: "the answer is about another customer".to_owned(),
            }),
            None => Err(Failure::NotTheNetwork { why: "the answer names no customer".to_owned() }),
        }
    }

    pub(super) async fn update_v3(
        &self,
        id: &str,
        raw: &Value,
        part: Section,
        wanted: &Record,
        call: Uuid,
    ) -> Result<(), Failure> {
        let changed = section(raw, part, wanted)?;
        let url = self.at(id, &[])?;
        let body = json!({"customer": changed});
        let patched =
            self.send(Method::PATCH, "/customers/{id}", url.clone(), body, true, call).await;
        match patched {
            Err(Failure::Refused { status: 405 | 501, .. }) => {
                let mut all = object(raw.get("customer"));
                all.extend(changed);
                all.retain(|_, value| !value.is_null());
                let body = json!({"customer": all});
                self.send(Method::PUT, "/customers/{id}", url, body, true, call).await.map(|_| ())
            }
            other => other.map(|_| ()),
        }
    }
}

struct Summaries {
    rows: Vec<(Record, Value)>,
    complete: bool,
}

/// Whether anything the summary shows holds this piece of the term.
fn shows(item: &Value, piece: &str) -> bool {
    match item {
        Value::String(text) => {
            let digits = phone::digits(piece);
            let digits = digits.trim_start_matches('0');
            fold::joined(text).contains(&fold::joined(piece))
                || (digits.len() >= 3
                    && digits.len() * 2 > piece.chars().count()
                    && phone::digits(text).contains(digits))
        }
        Value::Array(items) => items.iter().any(|item| shows(item, piece)),
        Value::Object(members) => members.values().any(|item| shows(item, piece)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A search row: a display name, perhaps a formatted address, one value of each channel.
pub(super) fn summary(item: &Value) -> Record {
    let mut members = object(Some(item));
    let name = take(&mut members, "name").unwrap_or_default();
    let communications = Value::from(take_object(&mut members, "communications"));
    let id = take(&mut members, "customerId");
    members.shift_remove("links");
    let mut record = Record {
        id,
        names: display_name(&name),
        channels: read::channels(&json!({"personal": communications}), GROUPS),
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
pub(super) fn detail(raw: &Value) -> Record {
    let mut members = object(raw.get("customer"));
    let mut record = Record {
        id: take(&mut members, "customerId"),
        status: take(&mut members, "status"),
        names: read::names(take_object(&mut members, "individual"), "title"),
        ..Record::default()
    };
    record.personal_details.language_code = take(&mut members, "languageCode");
    let addresses = take_object(&mut members, "addresses");
    record.addresses.extend(read::address(addresses.get("physical"), "physical"));
    record.addresses.extend(read::address(addresses.get("postal"), "postal"));
    let communications = Value::from(take_object(&mut members, "communications"));
    record.channels = read::channels(&communications, GROUPS);
    let preferred = text(&communications, "preferredPhone").unwrap_or_default();
    if let Some(channel) = record.channels.iter_mut().find(|c| phone_word(c) == Some(&preferred)) {
        channel.preferred = Some(true);
    }
    if let Some(Value::Array(items)) = members.get("vehicles") {
        record.vehicles = items.iter().map(vehicle).collect();
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

/// v3's word for a phone that is preferred.
fn phone_word(channel: &Channel) -> Option<&'static str> {
    match (channel.kind, channel.usage, channel.line) {
        (ChannelKind::Phone, Some(Use::Home), Some(Line::Mobile)) => Some("MOBILE"),
        (ChannelKind::Phone, Some(Use::Home), Some(Line::Landline)) => Some("LANDLINE"),
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Landline)) => Some("WORK"),
        (ChannelKind::Phone | ChannelKind::Email, _, _) => None,
    }
}

/// The members of the customer that a section is, whole.
pub(super) fn section(
    raw: &Value,
    section: Section,
    wanted: &Record,
) -> Result<Map<String, Value>, Failure> {
    let held = |pointer: &str| raw.pointer(pointer);
    let mut members = Map::new();
    match section {
        Section::Names => {
            let names = write::names(wanted, "title");
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

/// The body of a create.
pub(super) fn create(record: &Record) -> Result<Value, Failure> {
    let record = &write::named(record)?;
    let mut customer = Map::new();
    if let Some(names) = known(&write::names(record, "title"), &record.names.other) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(shows(&item, "berg") && shows(&item, "2212247") && !shows(&item, "bert"));
    }
}
