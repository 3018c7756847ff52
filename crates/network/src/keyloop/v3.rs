//! Keyloop v3: one free-text search whose rows are summaries, one address a customer, PATCH for
//! what changes, and other names for most things. PUT replaces the whole customer, fields that
//! were not sent included, so it only stands in where a server knows no PATCH.

mod read;
mod write;

use customer::{Channel, ChannelKind, Company, Line, Names, Record, Section, Use, fold, phone};
use futures::future::try_join_all;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) use self::read::detail as whole;
use self::read::{detail, summary};
pub(super) use self::write::{create, holds, section};
use super::Keyloop;
use super::write::is_about;
use crate::failure::Failure;
use crate::http::Request;
use crate::patience::Patience;
use crate::wire::object;
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
        let patience = Patience::none(&self.http);
        let mut found = self.summaries(&terms, question.limit, &patience, call).await?;
        if pieces.len() > 1 {
            found.rows.retain(|(_, item)| pieces.iter().all(|piece| shows(item, piece)));
        }
        let searched = |piece| self.profile.searches_all(piece, &self.country);
        let asked_all = question.readings.iter().all(searched);
        let complete = asked_all && found.complete && found.rows.len() <= question.limit;
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
        let patience = &Patience::new(&self.http);
        let mut summaries = self.summaries(&terms, 100, patience, call).await?;
        if !summaries.complete
            && let Some(whole) = whole_name(person)
        {
            // A page that was cut off may lack the very one that is looked for. It stays cut off:
            // nobody documents how several words combine.
            let more = self.summaries(&[whole], 100, patience, call).await?;
            summaries.add(more.rows);
        }
        let mut found =
            Found { complete: summaries.complete && !terms.is_empty(), ..Found::default() };
        let (ids, left): (Vec<String>, bool) = {
            // Whoever shares the whole name or a channel comes first; the others as far as it goes.
            let nameless =
                Record { names: Names::default(), company: Company::default(), ..person.clone() };
            let far = |row: &Record| {
                let near = verify::related(&nameless, row, &self.country)
                    || verify::whole_name(person, row);
                (!near, !verify::related(person, row, &self.country))
            };
            let mut near: Vec<&(Record, Value)> = summaries.rows.iter().collect();
            near.sort_by_key(|(row, _)| far(row));
            let ids = near.iter().filter_map(|(row, _)| row.id.clone()).take(DETAILS).collect();
            (ids, near.len() > DETAILS)
        };
        found.complete &= !left;
        for details in ids.chunks(4) {
            let read = try_join_all(details.iter().map(|id| async {
                match patience.ask(|| self.fetch_v3(id, call)).await {
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
        patience: &Patience<'_>,
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
            patience.ask(|| self.get("/customers", url.clone(), false, call)).await
        }))
        .await?;
        let mut found = Summaries { rows: Vec::new(), complete: true };
        for body in answers {
            let items = super::rows_of(&body)?;
            let total = wire::number(&body, "totalItems");
            found.complete &= match total {
                Some(total) => items.len() as u64 >= total,
                None => super::is_last(items.len(), size),
            };
            found.add(items.iter().map(|item| (summary(item), item.clone())));
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
        verify::asked_for(id, detail(&raw), raw)
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
        let request = |method| Request::new(method, "/customers/{id}", url.clone(), call);
        let patch = request(Method::PATCH).json(body);
        let answer = match self.exchange(patch, self.written(true)).await {
            // It knows no such method: nothing was done, and the whole may be put again.
            Err(
                Failure::Refused { status: 405, .. } | Failure::Unknown { status: Some(501), .. },
            ) => {
                let mut all = object(raw.get("customer"));
                all.extend(changed);
                all.retain(|_, value| !value.is_null());
                let body = json!({"customer": all});
                self.exchange(request(Method::PUT).json(body), self.written(true)).await
            }
            other => other,
        };
        let (answer, body) = answer?;
        is_about(id, answer.status, &body)
    }
}

struct Summaries {
    rows: Vec<(Record, Value)>,
    complete: bool,
}

impl Summaries {
    fn add(&mut self, rows: impl IntoIterator<Item = (Record, Value)>) {
        for (row, item) in rows {
            if row.id.is_some() && !self.rows.iter().any(|(there, _)| there.id == row.id) {
                self.rows.push((row, item));
            }
        }
    }
}

fn whole_name(person: &Record) -> Option<String> {
    let given = Record::said(&person.names.given_name)?;
    Record::said(&person.names.family_name).map(|family| format!("{given} {family}"))
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

/// v3's word for a phone that is preferred.
fn phone_word(channel: &Channel) -> Option<&'static str> {
    match (channel.kind, channel.usage, channel.line) {
        (ChannelKind::Phone, Some(Use::Home), Some(Line::Mobile)) => Some("MOBILE"),
        (ChannelKind::Phone, Some(Use::Home), Some(Line::Landline)) => Some("LANDLINE"),
        (ChannelKind::Phone, Some(Use::Work), Some(Line::Landline)) => Some("WORK"),
        (ChannelKind::Phone | ChannelKind::Email, _, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_the_term_is_found_in_whatever_a_row_shows() {
        let item = json!({"name": "Mr\nJan Berg", "communications": {"mobile": "(027) 221-2247"}});
        assert!(shows(&item, "berg") && shows(&item, "2212247") && !shows(&item, "bert"));
    }
}
