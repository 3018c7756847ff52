//! What myKaarma answers when it is asked for a few customers, for the check of its profile.

use customer::{ChannelKind, Record, Section};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::{MyKaarma, read, terms};
use crate::failure::Failure;
use crate::http::{Body, Request};
use crate::meaning::{self, Asked, Network};
use crate::profile_check::{
    FirstPage, LETTERS, NOBODY, NOT_TRIED, ProfileReport, READ, Seen, Told, channel, differences,
    told,
};
use crate::{wire, xray};

impl MyKaarma {
    pub(super) async fn compared(&self, call: Uuid) -> Result<ProfileReport, Failure> {
        let mut seen = Seen::default();
        let mut rows = Vec::new();
        for letter in LETTERS {
            let body = self.listed(letter.to_owned(), "lname", call).await?.meaning?;
            rows = wire::items(&body, "matchingCustomers").iter().map(read::row).collect();
            seen.page = FirstPage {
                rows: rows.len(),
                rows_without_id: rows.iter().filter(|row| row.id.is_none()).count(),
                ..FirstPage::default()
            };
            seen.bodies.push(body);
            if !rows.is_empty() {
                break;
            }
        }
        for id in rows.iter().filter_map(|row: &Record| row.id.clone()).take(READ) {
            let answer = self.raw("/customer/{uuid}", self.at(&["customer", &id])?, call).await?;
            seen.part("customer", Section::Names, &answer);
            let Some(body) = answer.body() else { continue };
            let whole = body.get("customerWithVehicles").filter(|inner| inner.is_object());
            seen.whole.push(read::whole(whole.unwrap_or(body), &self.country));
        }
        let nobody = Uuid::nil().to_string();
        let nobody = self.raw("/customer/{uuid}", self.at(&["customer", &nobody])?, call).await?;
        seen.nobody = Some((nobody.status, matches!(nobody.meaning, Err(Failure::Gone))));
        if let Some(limit) = &self.profile.search.term_length {
            let term = "x".repeat(usize::try_from(limit.value).unwrap_or(30));
            let answer = self.listed(term, "lname", call).await?;
            let warnings = answer.body().map(|body| wire::items(body, "warnings").to_vec());
            let cut = |warning: &Value| {
                warning.get("warningCode").and_then(Value::as_i64) == Some(10_003)
            };
            seen.term_cut = warnings.unwrap_or_default().iter().any(cut);
        }
        self.look_for(&mut seen, call).await?;
        Ok(ProfileReport {
            profile: self.profile.id.clone(),
            version: self.profile.version,
            customers: seen.whole.len(),
            differences: differences(&self.profile, xray::MYKAARMA, &seen),
            not_tried: NOT_TRIED.to_vec(),
        })
    }

    async fn look_for(&self, seen: &mut Seen, call: Uuid) -> Result<(), Failure> {
        let people = seen.whole.clone();
        let said = |of: fn(&Record) -> Option<String>| {
            people.iter().find_map(|one| Some((one.id.clone()?, of(one)?)))
        };
        let digits = |text: &str| customer::phone::digits(text);
        let phone = said(|one| channel(one, ChannelKind::Phone));
        let phone = phone.map(|(id, value)| (id, digits(&value)));
        let email = said(|one| channel(one, ChannelKind::Email));
        let vin = said(|one| {
            one.vehicles.iter().find_map(|car| Record::said(&car.vin).map(str::to_owned))
        });
        let key = said(|one| one.key().map(str::to_owned));
        for (meaning, fields, value) in [
            ("email", "communications.commValue", email),
            ("phone", "communications.commValue", phone),
            ("vin", "vehicles.vin", vin),
            ("customer_key", "customerKey", key),
        ] {
            let Some((id, value)) = value else { continue };
            // What does not fit into a term is not asked for as one.
            if value.chars().count() > self.term_limit() {
                continue;
            }
            let there = self.finds(&id, value.clone(), fields, call).await?;
            seen.looked_for.push((meaning, there));
            let beside = format!("{value} {NOBODY}");
            if there && seen.either_word.is_none() && beside.chars().count() <= self.term_limit() {
                let found = self.finds(&id, beside, &terms::IDENTIFIERS.join(","), call).await?;
                seen.either_word = Some(found);
            }
        }
        Ok(())
    }

    /// Whether somebody is among those the term finds; on a full page they may stand behind it.
    async fn finds(
        &self,
        id: &str,
        term: String,
        fields: &str,
        call: Uuid,
    ) -> Result<bool, Failure> {
        let answer = self.listed(term, fields, call).await?;
        let rows = answer.body().map(|body| wire::items(body, "matchingCustomers").to_vec());
        let rows = rows.unwrap_or_default();
        let there = rows.iter().map(read::row).any(|row| row.id.as_deref() == Some(id));
        Ok(there || rows.len() >= self.page_size())
    }

    async fn listed(&self, term: String, fields: &str, call: Uuid) -> Result<Told, Failure> {
        let pairs = [
            ("searchTerm", term),
            ("fieldsToBeSearched", fields.to_owned()),
            ("maxResults", self.page_size().to_string()),
            ("queryOperator", "OR".to_owned()),
        ];
        let url = wire::with_query(self.at(&["customer", "listMinimal"])?, &pairs);
        self.raw("/customer/listMinimal", url, call).await
    }

    async fn raw(&self, route: &'static str, url: Url, call: Uuid) -> Result<Told, Failure> {
        let Some(authorization) = &self.authorization else {
            return Err(Failure::SignIn { why: "no credentials are set".to_owned() });
        };
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization.clone());
        let request = Request { method: Method::GET, route, url, headers, body: Body::None, call };
        let answer = self.http.read(request).await.map_err(meaning::of_trouble)?;
        told(&self.http, &answer, Asked::read(Network::MyKaarma, true)).await
    }
}
