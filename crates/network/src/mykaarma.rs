//! myKaarma Customer API v2: search, read, create, and an update that replaces the whole customer.
//!
//! The search is a set of fragments with nothing to page through; a full page may always hide
//! more. Its index lags behind writes by a second or more.

mod profile_check;
mod read;
mod terms;
mod write;

use async_trait::async_trait;
use customer::{Record, Section};
use futures::future::try_join_all;
use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use self::terms::Term;
use crate::check;
use crate::failure::Failure;
use crate::http::{Answer, Http, Request};
use crate::keyloop::basic_header;
use crate::meaning::{Asked, Network};
use crate::patience::Patience;
use crate::profile::Profile;
use crate::profile_check::ProfileReport;
use crate::xray::{Contract, Exchange};
use crate::{
    CheckLine, Created, DealerNetwork, Fetched, Found, Part, Question, Told, verify, wire,
};

pub(crate) struct MyKaarma {
    http: Http,
    profile: Profile,
    department: Url,
    /// `None`: no credentials are set.
    authorization: Option<HeaderValue>,
    country: String,
}

/// One call's rows.
struct Page {
    rows: Vec<Record>,
    /// The page was full or the term was cut: there may be more.
    cut: bool,
}

impl MyKaarma {
    fn writable(&self, section: Section) -> Result<(), Failure> {
        let ability = self.profile.section(section);
        match ability.writable {
            true => Ok(()),
            false => Err(Failure::Unsupported { what: ability.reason }),
        }
    }

    /// `None` where the credentials cannot be written into a header.
    pub fn new(
        http: Http,
        profile: Profile,
        department: Url,
        credentials: Option<(SecretString, SecretString)>,
        country: String,
    ) -> Option<Self> {
        let authorization = match credentials {
            None => None,
            Some((user, password)) => Some(basic_header(&user, &password).ok()?),
        };
        Some(Self { http, profile, department, authorization, country })
    }

    fn at(&self, segments: &[&str]) -> Result<Url, Failure> {
        wire::with_segments(self.department.clone(), segments).ok_or_else(|| Failure::Unsupported {
            what: "this is not the id of a customer".to_owned(),
        })
    }

    async fn exchange(
        &self,
        mut request: Request,
        asked: Asked,
    ) -> Result<(Answer, Value), Failure> {
        let Some(authorization) = &self.authorization else {
            return Err(Failure::SignIn { why: "no credentials are set".to_owned() });
        };
        request.headers.insert(AUTHORIZATION, authorization.clone());
        self.http.ask(request, asked).await
    }

    const fn written(&self, one_customer: bool) -> Asked {
        let declared = self.profile.writes.not_executed_on_503.value;
        Asked::write(Network::MyKaarma, one_customer, declared)
    }

    fn term_limit(&self) -> usize {
        let limit = self.profile.search.term_length.as_ref().map_or(30, |limit| limit.value);
        usize::try_from(limit).unwrap_or(30)
    }

    fn page_size(&self) -> usize {
        usize::try_from(self.profile.search.page_size.value).unwrap_or(100)
    }

    async fn page(&self, term: &Term, most: usize, call: Uuid) -> Result<Page, Failure> {
        self.page_of(term, most, Asked::read(Network::MyKaarma, false), call).await
    }

    async fn page_of(
        &self,
        term: &Term,
        most: usize,
        asked: Asked,
        call: Uuid,
    ) -> Result<Page, Failure> {
        let mut fields: Vec<&str> = Vec::new();
        for field in &term.fields {
            if !fields.contains(field) {
                fields.push(field);
            }
        }
        let pairs = [
            ("searchTerm", terms::cut(&term.text(), self.term_limit())),
            ("fieldsToBeSearched", fields.join(",")),
            ("maxResults", most.to_string()),
            // The network's default is AND, which would find nobody: and nobody is a duplicate.
            ("queryOperator", "OR".to_owned()),
        ];
        let url = wire::with_query(self.at(&["customer", "listMinimal"])?, &pairs);
        let request = Request::new(Method::GET, "/customer/listMinimal", url, call);
        let (_, body) = self.exchange(request, asked).await?;
        let codes: Vec<i64> = wire::items(&body, "warnings")
            .iter()
            .filter_map(|warning| warning.get("warningCode").and_then(Value::as_i64))
            .collect();
        let rows = match body.get("matchingCustomers") {
            Some(Value::Array(items)) => items.iter().map(read::row).collect(),
            Some(Value::Null) => Vec::new(),
            None if codes.contains(&10_001) => Vec::new(),
            _ => {
                return Err(Failure::Unreadable {
                    why: "to a search, and it holds no customers".to_owned(),
                });
            }
        };
        let rows: Vec<Record> = rows;
        let cut = rows.len() >= most || codes.contains(&10_003);
        Ok(Page { rows, cut })
    }

    async fn pages(
        &self,
        terms: &[Term],
        patience: &Patience<'_>,
        call: Uuid,
    ) -> Result<Vec<Page>, Failure> {
        let most = self.page_size();
        let page = |term| patience.ask(move || self.page(term, most, call));
        try_join_all(terms.iter().map(page)).await
    }

    /// All calls, merged by id. True where none of them was cut.
    async fn union(
        &self,
        terms: &[Term],
        patience: &Patience<'_>,
        call: Uuid,
    ) -> Result<(Vec<Record>, bool), Failure> {
        let pages = self.pages(terms, patience, call).await?;
        let mut rows: Vec<Record> = Vec::new();
        let mut whole = true;
        for page in pages {
            whole &= !page.cut;
            for row in page.rows {
                if row.id.is_some() && !rows.iter().any(|there| there.id == row.id) {
                    rows.push(row);
                }
            }
        }
        Ok((rows, whole))
    }
}

fn merge(into: &mut Vec<Record>, rows: Vec<Record>) {
    for row in rows {
        if !into.iter().any(|there| there.id == row.id) {
            into.push(row);
        }
    }
}

#[async_trait]
impl DealerNetwork for MyKaarma {
    fn name(&self) -> &'static str {
        "mykaarma"
    }

    fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Each piece by itself, likeliest to be rare first, until one's answer is whole: whoever
    /// fits every piece is in it. A piece that may also mean what the network cannot look up (a
    /// postcode, a plate) never gives a whole answer.
    async fn search(&self, question: &Question, call: Uuid) -> Result<Found, Failure> {
        let mut pieces: Vec<(Vec<Term>, bool)> = question
            .readings
            .iter()
            .filter_map(|piece| {
                Some((
                    terms::for_piece(piece, &self.country)?,
                    self.profile.searches_all(piece, &self.country),
                ))
            })
            .collect();
        if pieces.is_empty() {
            return Ok(Found { complete: question.readings.is_empty(), ..Found::default() });
        }
        let length = |terms: &Vec<Term>| terms.iter().map(|t| t.text().len()).max().unwrap_or(0);
        let by_name = |terms: &Vec<Term>| terms.iter().any(|term| term.fields.contains(&"lname"));
        pieces.sort_by_key(|(terms, asks_all)| {
            (!asks_all, by_name(terms), std::cmp::Reverse(length(terms)))
        });
        let mut found = Found::default();
        for (terms, asks_all) in pieces.iter().take(3) {
            let (rows, whole) = self.union(terms, &Patience::none(&self.http), call).await?;
            merge(&mut found.rows, rows);
            if whole {
                found.complete = *asks_all;
                break;
            }
        }
        found.rows.retain(|row| verify::fits(&question.readings, row, &self.country));
        if found.rows.len() > question.limit {
            found.rows.truncate(question.limit);
            found.complete = false;
        }
        Ok(found)
    }

    async fn lookup(&self, person: &Record, call: Uuid) -> Result<Found, Failure> {
        let terms = terms::to_look_up(person, &self.country, self.term_limit());
        let asked = &terms[..terms.len().min(terms::MOST * terms::ROUNDS)];
        let whole = !terms.is_empty() && asked.len() == terms.len();
        let mut found = Found { complete: whole, ..Found::default() };
        let patience = Patience::new(&self.http);
        for round in asked.chunks(terms::MOST) {
            let pages = self.pages(round, &patience, call).await?;
            for (term, page) in round.iter().zip(pages) {
                merge(&mut found.rows, page.rows);
                // Of several identifiers that shared a page each has one of its own too.
                found.complete &= !page.cut || term.words.len() > 1;
            }
        }
        found.rows.retain(|row| row.id.is_some() && verify::related(person, row, &self.country));
        Ok(found)
    }

    async fn fetch(&self, id: &str, call: Uuid) -> Result<Fetched, Failure> {
        let url = self.at(&["customer", id])?;
        let url = wire::with_query(url, &[("excludeVehicles", "false".to_owned())]);
        let asked = Asked::read(Network::MyKaarma, true);
        let request = Request::new(Method::GET, "/customer/{uuid}", url, call);
        let (_, mut body) = self.exchange(request, asked).await?;
        let nobody = wire::items(&body, "warnings")
            .iter()
            .any(|warning| warning.get("warningCode").and_then(Value::as_i64) == Some(10_001));
        let raw = match body.get_mut("customerWithVehicles").map(Value::take) {
            Some(inner @ Value::Object(_)) => inner,
            _ if body.get("customer").is_some_and(Value::is_object) => body,
            _ if nobody => return Err(Failure::Gone),
            _ => {
                return Err(Failure::Unreadable { why: "it names no customer".to_owned() });
            }
        };
        let mut record = read::whole(&raw, &self.country);
        // The address names the customer; the answer may leave it out.
        record.id.get_or_insert_with(|| id.to_owned());
        verify::asked_for(id, record, raw)
    }

    async fn fetch_sections(
        &self,
        id: &str,
        _sections: &[Section],
        call: Uuid,
    ) -> Result<Part, Failure> {
        let patience = Patience::new(&self.http);
        patience.ask(|| self.fetch(id, call)).await.map(Part::whole)
    }

    fn when_told_to_wait(&self, told: Told) {
        self.http.listen(told);
    }

    async fn create(&self, record: &Record, call: Uuid) -> Result<Created, Failure> {
        let body = write::create(record, &self.country)?;
        let url = self.at(&["customer"])?;
        let request = Request::new(Method::POST, "/customer", url, call).json(body);
        let (answer, body) = self.exchange(request, self.written(false)).await?;
        let id = uuid_of(&body);
        if id.is_none() && answer.status != 201 {
            return Err(Failure::Unknown {
                status: Some(answer.status),
                why: "the network did not say which customer it created".to_owned(),
            });
        }
        Ok(Created { id, warnings: warnings(&body) })
    }

    async fn update(
        &self,
        current: &Fetched,
        section: Section,
        wanted: &Record,
        call: Uuid,
    ) -> Result<Vec<String>, Failure> {
        // What is there already is written back as it is, also where nobody could enter it.
        self.writable(section)?;
        let id = current.record.id.as_deref().unwrap_or_default();
        let url = self.at(&["customer", id])?;
        let body = write::update(&current.raw, id, section, wanted, &self.country)?;
        let request = Request::new(Method::PUT, "/customer/{uuid}", url, call).json(body);
        let (answer, body) = self.exchange(request, self.written(true)).await?;
        match uuid_of(&body) {
            Some(other) if other != id => Err(Failure::Unknown {
                status: Some(answer.status),
                why: "the answer names another customer".to_owned(),
            }),
            _ => Ok(warnings(&body)),
        }
    }

    fn accepts(&self, section: Section, wanted: &Record) -> Result<(), Failure> {
        self.writable(section)?;
        let nothing = serde_json::json!({"customer": {}});
        // What is already held may be unreadable; only `update` knows what is. So phones are not
        // judged here.
        if section == Section::Communication {
            return Ok(());
        }
        write::can_hold(section, wanted)?;
        write::update(&nothing, "x", section, wanted, &self.country).map(|_| ())
    }

    async fn reach(&self) -> Result<(), Failure> {
        self.http.reach(&self.department).await
    }

    async fn probe(&self, call: Uuid) -> Result<(), Failure> {
        let term = Term { words: vec!["showroom-check".to_owned()], fields: vec!["customerKey"] };
        self.page_of(&term, 1, Asked::about_the_line(Network::MyKaarma), call).await.map(drop)
    }

    fn holds(&self, field: &str) -> bool {
        self.profile.writes_member(field) && write::holds(field)
    }

    fn date(&self) -> Option<Timestamp> {
        self.http.date()
    }

    fn xray(&self, now: Timestamp) -> Vec<Exchange> {
        self.http.xray(Contract::MyKaarma, now)
    }

    async fn check_profile(&self, call: Uuid) -> Result<ProfileReport, Failure> {
        self.compared(call).await
    }

    async fn check(&self, now: Timestamp, call: Uuid) -> Vec<CheckLine> {
        let nobody = Uuid::nil().to_string();
        check::prove(check::Questions {
            http: &self.http,
            url: &self.department,
            profile: &self.profile,
            now,
            sign_in: None::<std::future::Ready<Result<(), Failure>>>,
            search: self.probe(call),
            read: async { self.fetch(&nobody, call).await.map(drop) },
        })
        .await
    }
}

fn uuid_of(body: &Value) -> Option<String> {
    let within = body.get("customer").or_else(|| body.pointer("/customerWithVehicles/customer"));
    wire::text(body, "customerUuid")
        .or_else(|| wire::text(body, "customerUUID"))
        .or_else(|| within.and_then(|customer| wire::text(customer, "customerUuid")))
}

/// What the network says it dropped or changed, while it reports success.
fn warnings(body: &Value) -> Vec<String> {
    wire::items(body, "warnings")
        .iter()
        .map(|warning| {
            ["warningCode", "warningTitle", "warningMessage"]
                .into_iter()
                .filter_map(|key| wire::text(warning, key))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|said| !said.is_empty())
        .collect()
}
