//! Keyloop Manage Customers: one customer interface before six dealer management systems.
//!
//! This file speaks for both versions and holds what they share: tokens, tenant, headers, paging.
//! `v1` and `v3` hold what differs. Tenants and ids are opaque and encoded wherever they are sent.

mod plan;
mod profile_check;
mod read;
mod token;
mod v1;
mod v3;
mod write;

use async_trait::async_trait;
use customer::{ChannelKind, ConsentState, Record, Section};
use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use token::Tokens;
pub(crate) use token::basic_header;

use crate::check;
use crate::failure::Failure;
use crate::http::{Answer, Http, Request};
use crate::meaning::{Asked, Network};
use crate::patience::Patience;
use crate::profile::Profile;
use crate::profile_check::ProfileReport;
use crate::settings::ApiVersion;
use crate::wire;
use crate::xray::{Contract, Exchange};
use crate::{CheckLine, Created, DealerNetwork, Fetched, Found, Part, Question, Told};

pub(crate) struct Keyloop {
    http: Http,
    profile: Profile,
    customers: Url,
    tokens: Tokens,
    /// The DMS user that v3's audit names.
    on_behalf_of: Option<String>,
    country: String,
}

impl Keyloop {
    pub fn new(
        http: Http,
        profile: Profile,
        customers: Url,
        token: Url,
        credentials: Option<(SecretString, SecretString)>,
        on_behalf_of: Option<String>,
        country: String,
    ) -> Self {
        let tokens = Tokens::new(token, credentials);
        Self { http, profile, customers, tokens, on_behalf_of, country }
    }

    fn version(&self) -> ApiVersion {
        self.profile.api_version.unwrap_or_default()
    }

    fn shortest_phone(&self) -> usize {
        usize::try_from(self.profile.search.phone_digits.value).unwrap_or(6)
    }

    /// The address of a customer or of something below it.
    fn at(&self, id: &str, below: &[&str]) -> Result<Url, Failure> {
        let segments = [&[id], below].concat();
        wire::with_segments(self.customers.clone(), &segments).ok_or_else(|| Failure::Unsupported {
            what: "this is not the id of a customer".to_owned(),
        })
    }

    async fn get(
        &self,
        route: &'static str,
        url: Url,
        one_customer: bool,
        call: Uuid,
    ) -> Result<Value, Failure> {
        let request = Request::new(Method::GET, route, url, call);
        let asked = Asked::read(Network::Keyloop, one_customer);
        self.exchange(request, asked).await.map(|(_, body)| body)
    }

    const fn written(&self, one_customer: bool) -> Asked {
        let declared = self.profile.writes.not_executed_on_503.value;
        Asked::write(Network::Keyloop, one_customer, declared)
    }

    /// One call, and once more with a new token where the old one was rejected: a rejection
    /// proves that nothing was executed.
    async fn exchange(
        &self,
        mut request: Request,
        asked: Asked,
    ) -> Result<(Answer, Value), Failure> {
        if let (ApiVersion::V3, Some(user)) = (self.version(), &self.on_behalf_of)
            && let Ok(user) = HeaderValue::from_str(user)
        {
            request.headers.insert(HeaderName::from_static("x-onbehalf-of"), user);
        }
        let mut rejected = None;
        loop {
            let token = self.tokens.get(&self.http, rejected, request.call).await?;
            request.headers.insert(AUTHORIZATION, token.header);
            match self.http.ask(request.clone(), asked).await {
                Err(Failure::SignIn { .. }) if rejected.is_none() => {
                    rejected = Some(token.generation);
                }
                answer => return answer,
            }
        }
    }
}

#[async_trait]
impl DealerNetwork for Keyloop {
    fn name(&self) -> &'static str {
        "keyloop"
    }

    fn profile(&self) -> &Profile {
        &self.profile
    }

    async fn search(&self, question: &Question, call: Uuid) -> Result<Found, Failure> {
        match self.version() {
            ApiVersion::V1 => self.search_v1(question, call).await,
            ApiVersion::V3 => self.search_v3(question, call).await,
        }
    }

    async fn lookup(&self, person: &Record, call: Uuid) -> Result<Found, Failure> {
        match self.version() {
            ApiVersion::V1 => self.lookup_v1(person, call).await,
            ApiVersion::V3 => self.lookup_v3(person, call).await,
        }
    }

    async fn fetch(&self, id: &str, call: Uuid) -> Result<Fetched, Failure> {
        match self.version() {
            ApiVersion::V1 => self.fetch_v1(id, call).await,
            ApiVersion::V3 => self.fetch_v3(id, call).await,
        }
    }

    async fn fetch_sections(
        &self,
        id: &str,
        sections: &[Section],
        call: Uuid,
    ) -> Result<Part, Failure> {
        let patience = Patience::new(&self.http);
        match self.version() {
            ApiVersion::V1 => self.parts_v1(id, sections, &patience, call).await,
            ApiVersion::V3 => patience.ask(|| self.fetch_v3(id, call)).await.map(Part::whole),
        }
    }

    fn when_told_to_wait(&self, told: Told) {
        self.http.listen(told);
    }

    async fn create(&self, record: &Record, call: Uuid) -> Result<Created, Failure> {
        let body = match self.version() {
            ApiVersion::V1 => write::create(record)?,
            ApiVersion::V3 => v3::create(record)?,
        };
        let url = self.customers.clone();
        let request = Request::new(Method::POST, "/customers", url, call).json(body);
        let (answer, body) = self.exchange(request, self.written(false)).await?;
        let id = wire::text(&body, "customerId")
            .or_else(|| body.get("customer").and_then(|c| wire::text(c, "customerId")))
            .or_else(|| id_of(answer.location.as_deref()?));
        // 201 says that it was created; any other success without an id proves nothing.
        if id.is_none() && answer.status != 201 {
            return Err(Failure::Unknown {
                status: Some(answer.status),
                why: "the network did not say which customer it created".to_owned(),
            });
        }
        Ok(Created { id, warnings: self.unwritten(record) })
    }

    async fn update(
        &self,
        current: &Fetched,
        section: Section,
        wanted: &Record,
        call: Uuid,
    ) -> Result<Vec<String>, Failure> {
        self.accepts(section, wanted)?;
        let id = current.record.id.as_deref().unwrap_or_default();
        match self.version() {
            ApiVersion::V1 => {
                v1::seen(&current.raw, section)?;
                let (command, route, body) = write::update(&current.raw, section, wanted)?;
                let url = self.at(id, &[command])?;
                let request = Request::new(Method::POST, route, url, call).json(body);
                let (answer, body) = self.exchange(request, self.written(true)).await?;
                write::is_about(id, answer.status, &body)?;
            }
            ApiVersion::V3 => self.update_v3(id, &current.raw, section, wanted, call).await?,
        }
        Ok(match section {
            Section::Communication => self.unwritten_consent(&current.record, wanted),
            _ => vec![],
        })
    }

    fn accepts(&self, section: Section, wanted: &Record) -> Result<(), Failure> {
        let ability = self.profile.section(section);
        // What cannot be read would be written over unseen.
        if !(ability.writable && ability.readable) {
            return Err(Failure::Unsupported { what: ability.reason });
        }
        match self.version() {
            ApiVersion::V1 => write::update(&Value::Null, section, wanted).map(|_| ()),
            ApiVersion::V3 => v3::section(&Value::Null, section, wanted).map(|_| ()),
        }
    }

    async fn reach(&self) -> Result<(), Failure> {
        self.http.reach(&self.customers).await
    }

    async fn probe(&self, call: Uuid) -> Result<(), Failure> {
        self.asked_for_nobody(call).await.map(drop)
    }

    fn holds(&self, field: &str) -> bool {
        let has_a_place = self.version() != ApiVersion::V3 || v3::holds(field);
        self.profile.writes_member(field) && has_a_place
    }

    fn date(&self) -> Option<Timestamp> {
        self.http.date()
    }

    fn xray(&self, now: Timestamp) -> Vec<Exchange> {
        let contract = match self.version() {
            ApiVersion::V1 => Contract::KeyloopV1,
            ApiVersion::V3 => Contract::KeyloopV3,
        };
        self.http.xray(contract, now)
    }

    async fn check_profile(&self, call: Uuid) -> Result<ProfileReport, Failure> {
        self.compared(call).await
    }

    async fn check(&self, now: Timestamp, call: Uuid) -> Vec<CheckLine> {
        let nobody = "showroom-check";
        let searched = async {
            let body = self.asked_for_nobody(call).await?;
            rows_of(&body).map(drop)
        };
        check::prove(check::Questions {
            http: &self.http,
            url: &self.customers,
            profile: &self.profile,
            now,
            sign_in: Some(self.tokens.prove(&self.http, call)),
            search: searched,
            read: async { self.fetch(nobody, call).await.map(drop) },
        })
        .await
    }
}

impl Keyloop {
    /// The cheapest search there is, for somebody who does not exist.
    async fn asked_for_nobody(&self, call: Uuid) -> Result<Value, Failure> {
        let nobody = "Showroom check".to_owned();
        let query = match self.version() {
            ApiVersion::V1 => {
                vec![("familyName", nobody), ("page", "1".to_owned()), ("pageSize", "1".to_owned())]
            }
            ApiVersion::V3 => vec![("freeTextSearch", nobody)],
        };
        let url = wire::with_query(self.customers.clone(), &query);
        let asked = Asked::about_the_line(Network::Keyloop);
        let request = Request::new(Method::GET, "/customers", url, call);
        self.exchange(request, asked).await.map(|(_, body)| body)
    }

    /// What of a new record this network has no place for, in words.
    fn unwritten(&self, record: &Record) -> Vec<String> {
        let mut said = self.unwritten_consent(&Record::default(), record);
        for section in [Section::Company, Section::Vehicles, Section::Identity] {
            let ability = self.profile.section(section);
            if !ability.writable && record.section(section) != section.empty() {
                said.push(format!("{}: {}", section.word(), ability.reason));
            }
        }
        said
    }

    /// A consent that is otherwise than the network has it is not written. It has one for each way,
    /// whatever the number.
    fn unwritten_consent(&self, current: &Record, wanted: &Record) -> Vec<String> {
        let held = |kind: ChannelKind, way: &String| {
            let mut channels = current.channels.iter().filter(|channel| channel.kind == kind);
            channels.find_map(|channel| channel.consent.get(way)).copied()
        };
        let changed = wanted.channels.iter().any(|channel| {
            channel.consent.iter().any(|(way, state)| {
                let held = held(channel.kind, way).unwrap_or(ConsentState::Unknown);
                *state != held && !self.profile.consent(way).1
            })
        });
        if changed {
            vec!["consent: Keyloop takes none through this interface".into()]
        } else {
            vec![]
        }
    }
}

/// The rows of a search's answer. One that counts nobody may leave the list out.
fn rows_of(body: &Value) -> Result<&[Value], Failure> {
    match ["items", "customers"].iter().find_map(|list| body.get(list)?.as_array()) {
        Some(rows) => Ok(rows),
        None if wire::number(body, "totalItems") == Some(0) => Ok(&[]),
        None => {
            let why = "to a search, and it holds no customers".to_owned();
            Err(Failure::Unreadable { why })
        }
    }
}

/// Whether a page of so many rows, of `size` that were asked for, is the last where nothing says
/// how many there are. A server may keep to a limit of its own, and limits are round: ten and more
/// in fives, or a power of two. One of those that really was the last only costs a question more.
const fn is_last(rows: usize, size: usize) -> bool {
    let round = rows >= 10 && (rows.is_multiple_of(5) || rows.is_power_of_two());
    rows < size && !round
}

/// The id at the end of a `Location`.
fn id_of(location: &str) -> Option<String> {
    let path = location.split(['?', '#']).next()?;
    let (before, id) = path.trim_end_matches('/').rsplit_once('/')?;
    let id = percent_encoding::percent_decode_str(id).decode_utf8().ok()?;
    (before.ends_with("/customers") && !id.is_empty()).then(|| id.into_owned())
}
