//! What Keyloop answers when it is asked for a few customers, for the check of its profile.

use customer::{ChannelKind, Record, Section};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::{Keyloop, read, v3};
use crate::failure::Failure;
use crate::http::{Body, Request};
use crate::meaning::{self, Asked, Network};
use crate::profile_check::{
    FirstPage, LETTERS, NOBODY, NOT_TRIED, ProfileReport, READ, Seen, Told, channel, differences,
    told,
};
use crate::settings::ApiVersion;
use crate::wire;
use crate::xray;

const PARTS: [(&str, Section, &str); 4] = [
    ("identity", Section::Identity, "/customers/{id}/identity"),
    ("companies", Section::Company, "/customers/{id}/companies"),
    ("vehicles", Section::Vehicles, "/customers/{id}/vehicles"),
    ("privacy", Section::Communication, "/customers/{id}/privacy"),
];

impl Keyloop {
    pub(super) async fn compared(&self, call: Uuid) -> Result<ProfileReport, Failure> {
        let mut seen = Seen::default();
        let size = self.profile.search.page_size.value;
        let mut ids: Vec<String> = Vec::new();
        for letter in LETTERS {
            let mut answer = self.searched(self.by_name(letter), size, call).await?;
            if matches!(answer.meaning, Err(Failure::Refused { .. })) {
                seen.page.refused = Some(answer.status);
                answer = self.searched(self.by_name(letter), 20, call).await?;
            }
            let body = answer.meaning?;
            let rows = self.rows(&body);
            let there = rows.iter().filter_map(|row| wire::text(row, "customerId"));
            let there: Vec<String> = there.collect();
            if seen.page.rows == 0 {
                seen.page = FirstPage {
                    refused: seen.page.refused,
                    rows: rows.len(),
                    total: wire::number(&body, "totalItems"),
                    should_tell_total: self.version() == ApiVersion::V1,
                    rows_without_id: rows.len() - there.len(),
                };
            }
            seen.bodies.push(body);
            let new: Vec<String> = there.into_iter().filter(|id| !ids.contains(id)).collect();
            ids.extend(new);
            if ids.len() >= READ {
                break;
            }
        }
        for id in ids.iter().take(READ) {
            self.read_one(id, &mut seen, call).await?;
        }
        let nobody = self.raw("/customers/{id}", self.at(NOBODY, &[])?, call).await?;
        seen.nobody = Some((nobody.status, matches!(nobody.meaning, Err(Failure::Gone))));
        self.look_for(&mut seen, call).await?;
        let members = match self.version() {
            ApiVersion::V1 => xray::KEYLOOP_V1,
            ApiVersion::V3 => xray::KEYLOOP_V3,
        };
        Ok(ProfileReport {
            profile: self.profile.id.clone(),
            version: self.profile.version,
            customers: seen.whole.len(),
            differences: differences(&self.profile, members, &seen),
            not_tried: NOT_TRIED.to_vec(),
        })
    }

    async fn read_one(&self, id: &str, seen: &mut Seen, call: Uuid) -> Result<(), Failure> {
        let detail = self.raw("/customers/{id}", self.at(id, &[])?, call).await?;
        seen.part("customer", Section::Names, &detail);
        let Some(customer) = detail.body().cloned() else { return Ok(()) };
        if self.version() == ApiVersion::V3 {
            let raw = match customer.get("customer") {
                Some(Value::Object(_)) => customer,
                _ => json!({ "customer": customer }),
            };
            seen.lists_in_slots += lists(raw.pointer("/customer/communications"));
            seen.whole.push(v3::whole(&raw));
            return Ok(());
        }
        seen.lists_in_slots += lists(customer.get("communication"));
        let mut raw = json!({ "customer": customer });
        for (name, section, route) in PARTS {
            let asked = Asked::part(Network::Keyloop);
            let part = self.asked(asked, route, self.at(id, &[name])?, call).await?;
            seen.part(name, section, &part);
            if let Some(body) = part.body() {
                if name == "identity" {
                    seen.birth_date(wire::text(body, "birthDate").as_deref());
                }
                raw[name] = body.clone();
            }
        }
        seen.whole.push(read::whole(&raw, self.http.date()));
        Ok(())
    }

    /// Somebody is looked for by what they have: where the profile says that it can be.
    async fn look_for(&self, seen: &mut Seen, call: Uuid) -> Result<(), Failure> {
        let people = seen.whole.clone();
        let v1 = self.version() == ApiVersion::V1;
        let said = |of: fn(&Record) -> Option<String>| {
            people.iter().find_map(|one| Some((one.id.clone()?, of(one)?)))
        };
        let email = said(|one| channel(one, ChannelKind::Email));
        let phone = said(|one| channel(one, ChannelKind::Phone));
        let postcode = said(|one| {
            one.addresses.iter().find_map(|a| Record::said(&a.postal_code).map(str::to_owned))
        });
        for (meaning, box_, value) in [
            ("email", "email", email),
            ("phone", "phone", phone),
            ("postcode", "postalCode", postcode),
        ] {
            let Some((id, value)) = value else { continue };
            let name = if v1 { box_ } else { "freeTextSearch" };
            let mut there = self.finds(name, value.clone(), &id, call).await?;
            // A free text is taken word by word, and a postcode may be written in two.
            if !there && !v1 {
                there = self.finds(name, value.replace(' ', ""), &id, call).await?;
            }
            seen.looked_for.push((meaning, there));
        }
        Ok(())
    }

    async fn finds(
        &self,
        name: &'static str,
        value: String,
        id: &str,
        call: Uuid,
    ) -> Result<bool, Failure> {
        const SIZE: u32 = 20;
        let size = self.profile.search.page_size.value.min(SIZE);
        let answer = self.searched((name, value), size, call).await?;
        let rows = answer.body().map(|body| self.rows(body)).unwrap_or_default();
        let there = rows.iter().any(|row| wire::text(row, "customerId").as_deref() == Some(id));
        // Whoever shares it with many may stand on a later page.
        Ok(there || rows.len() >= size as usize)
    }

    fn by_name(&self, letter: &str) -> (&'static str, String) {
        let name = if self.version() == ApiVersion::V1 { "familyName" } else { "freeTextSearch" };
        (name, letter.to_owned())
    }

    fn rows(&self, body: &Value) -> Vec<Value> {
        let rows = body.get("items").or_else(|| body.get("customers"));
        rows.and_then(Value::as_array).cloned().unwrap_or_default()
    }

    async fn searched(
        &self,
        criterion: (&'static str, String),
        size: u32,
        call: Uuid,
    ) -> Result<Told, Failure> {
        let pairs = [criterion, ("page", "1".to_owned()), ("pageSize", size.to_string())];
        let url = wire::with_query(self.customers.clone(), &pairs);
        self.raw("/customers", url, call).await
    }

    async fn raw(&self, route: &'static str, url: Url, call: Uuid) -> Result<Told, Failure> {
        self.asked(Asked::read(Network::Keyloop, true), route, url, call).await
    }

    async fn asked(
        &self,
        asked: Asked,
        route: &'static str,
        url: Url,
        call: Uuid,
    ) -> Result<Told, Failure> {
        let token = self.tokens.get(&self.http, None, call).await?;
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, token.header);
        let request = Request { method: Method::GET, route, url, headers, body: Body::None, call };
        let answer = self.http.read(request).await.map_err(meaning::of_trouble)?;
        told(&self.http, &answer, asked).await
    }
}

/// How many of the places for one value hold a list.
fn lists(communication: Option<&Value>) -> usize {
    let place = |group: &&str, slot: &&str| communication?.get(group)?.get(slot);
    let slots = ["mobile", "landline", "fax", "email"];
    let places = ["home", "personal", "work"]
        .iter()
        .flat_map(|group| slots.iter().filter_map(move |slot| place(group, slot)));
    places.filter(|value| value.is_array()).count()
}
