//! Keyloop v1's reads: search through its boxes, and a customer with its four sub-resources.

use customer::search_term::Meaning;
use customer::{Record, Section};
use futures::future::{try_join_all, try_join5};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::plan::{self, Plan, Query};
use super::{Keyloop, read};
use crate::failure::Failure;
use crate::http::Request;
use crate::meaning::{Asked, Network};
use crate::patience::Patience;
use crate::{Fetched, Found, Part, Question, verify, wire};

/// As many rows a query when deciding who somebody is; more would not be a decision.
const LOOKUP: usize = 200;

/// One query's rows, as far as they were wanted.
#[derive(Default)]
struct Pages {
    rows: Vec<Record>,
    complete: bool,
    /// The most people any page spoke of.
    total: Option<u64>,
    /// The number of the last page, where that is said.
    last: Option<u64>,
    /// How many pages held anybody that no other had.
    filled: u64,
}

/// What one page held, and how many of those no other page had.
struct Seen {
    rows: usize,
    new: usize,
}

impl Pages {
    fn take(&mut self, body: &Value) -> Result<Seen, Failure> {
        let items = super::rows_of(body)?;
        self.total = self.total.max(wire::number(body, "totalItems"));
        self.last = wire::number(body, "totalPages").or(self.last);
        let before = self.rows.len();
        for row in items.iter().map(read::customer) {
            if row.id.is_some() && !self.rows.iter().any(|there| there.id == row.id) {
                self.rows.push(row);
            }
        }
        let new = self.rows.len() - before;
        self.filled += u64::from(new > 0);
        Ok(Seen { rows: items.len(), new })
    }

    fn had_all(&self) -> bool {
        self.total.is_some_and(|total| self.rows.len() as u64 >= total)
    }

    /// Whether more people, or pages, were promised than came.
    fn owes(&self) -> bool {
        match (self.total, self.last) {
            (Some(_), _) => !self.had_all(),
            (None, last) => last.is_some_and(|last| self.filled < last),
        }
    }
}

impl Keyloop {
    pub(super) async fn search_v1(
        &self,
        question: &Question,
        call: Uuid,
    ) -> Result<Found, Failure> {
        let mut plan = plan::for_term(&question.readings, self.shortest_phone(), &self.country);
        // What the plan makes of the likeliest meanings it says itself; the others may be the end of
        // a VIN or a plate, which there is no box for.
        let asked = |meaning| self.profile.searches(meaning);
        plan.complete &=
            question.readings.iter().all(|piece| piece.plausible(&self.country).skip(1).all(asked));
        // Who types sees what there is: the first refusal is the answer.
        let patience = Patience::none(&self.http);
        let mut found = self
            .ask(plan, question.limit, &patience, call, |row| {
                verify::fits(&question.readings, row, &self.country)
            })
            .await?;
        // A word that finds nobody by name may stand inside one, or be a town: there is no box for
        // either.
        let by_name = question.readings.iter().any(|piece| piece.meaning == Meaning::Name);
        found.complete &= !(by_name && found.rows.is_empty());
        Ok(found)
    }

    pub(super) async fn lookup_v1(&self, person: &Record, call: Uuid) -> Result<Found, Failure> {
        let plan = plan::for_person(person, self.shortest_phone(), &self.country);
        let patience = Patience::new(&self.http);
        let fits = |row: &Record| verify::related(person, row, &self.country);
        self.ask(plan, LOOKUP, &patience, call, fits).await
    }

    /// All calls of a plan, their rows merged by id and checked. One call that fails fails it:
    /// rows from half the calls would look like an answer.
    async fn ask(
        &self,
        plan: Plan,
        limit: usize,
        patience: &Patience<'_>,
        call: Uuid,
        fits: impl Fn(&Record) -> bool,
    ) -> Result<Found, Failure> {
        let single = plan.queries.len() == 1 && plan.by_id.is_none();
        let pages = plan.queries.iter().map(|query| self.pages(query, limit, patience, call));
        let answers = try_join_all(pages).await?;
        let mut found = Found { complete: plan.complete, ..Found::default() };
        for pages in answers {
            found.complete &= pages.complete;
            if single {
                found.total = pages.total;
            }
            for row in pages.rows {
                if !found.rows.iter().any(|there| there.id == row.id) && fits(&row) {
                    found.rows.push(row);
                }
            }
        }
        if let Some(id) = &plan.by_id {
            let url = self.at(id, &[])?;
            match self.get("/customers/{id}", url, true, call).await {
                Ok(detail) => {
                    let row = read::customer(&detail);
                    if !found.rows.iter().any(|there| there.id == row.id) && row.id.is_some() {
                        found.rows.insert(0, row);
                    }
                }
                Err(Failure::Gone | Failure::Refused { .. }) => {}
                Err(failure) => return Err(failure),
            }
        }
        if found.rows.len() > limit {
            found.rows.truncate(limit);
            found.complete = false;
        }
        Ok(found)
    }

    async fn pages(
        &self,
        query: &Query,
        limit: usize,
        patience: &Patience<'_>,
        call: Uuid,
    ) -> Result<Pages, Failure> {
        let most = usize::try_from(self.profile.search.page_size.value).unwrap_or(100);
        let size = limit.clamp(1, most);
        let mut pages = Pages::default();
        let mut page = 1;
        loop {
            let mut pairs: Vec<(&str, String)> = query.clone();
            pairs.push(("page", page.to_string()));
            pairs.push(("pageSize", size.to_string()));
            let url = wire::with_query(self.customers.clone(), &pairs);
            let ask = || self.get("/customers", url.clone(), false, call);
            let body = match patience.ask(ask).await {
                // It begins at one, as was thought; the other pages stand.
                Err(Failure::Refused { .. }) if page == 0 => break,
                body => body?,
            };
            let seen = pages.take(&body)?;
            let ended = pages.last.map_or(super::is_last(seen.rows, size), |last| page >= last)
                || seen.rows == 0
                || page == 0;
            if pages.had_all() || (ended && !pages.owes()) {
                pages.complete = true;
                break;
            }
            page = match page {
                0 => break,
                _ if pages.rows.len() >= limit => break,
                // Perhaps a smaller page than was asked for: whoever is owed may stand on the next.
                _ if seen.new > 0 => page + 1,
                // Where the first page is number nought, it has not been read.
                _ if pages.owes() => 0,
                // A server that ignores the page number would send the same people for ever.
                _ => break,
            };
        }
        Ok(pages)
    }

    pub(super) async fn fetch_v1(&self, id: &str, call: Uuid) -> Result<Fetched, Failure> {
        let patience = Patience::none(&self.http);
        let part = self.parts_v1(id, &Section::ALL, &patience, call).await?;
        let unread = Section::ALL.into_iter().filter(|one| !part.sections.contains(one)).collect();
        Ok(Fetched { unread, ..part.fetched })
    }

    /// The customer itself, which says whose it is, and of what is below it only what the sections
    /// need. Firms are known by their companies, so a part of one may look like a person. What the
    /// profile says cannot be read is not asked for.
    pub(super) async fn parts_v1(
        &self,
        id: &str,
        sections: &[Section],
        patience: &Patience<'_>,
        call: Uuid,
    ) -> Result<Part, Failure> {
        let below = |name, section, route| async move {
            if !sections.contains(&section) || !self.shows(name, section) {
                return Ok(None);
            }
            patience.ask(|| self.below(id, name, route, call)).await
        };
        let detail = || async { self.get("/customers/{id}", self.at(id, &[])?, true, call).await };
        let (customer, identity, companies, vehicles, privacy) = try_join5(
            patience.ask(detail),
            below("identity", Section::Identity, "/customers/{id}/identity"),
            below("companies", Section::Company, "/customers/{id}/companies"),
            below("vehicles", Section::Vehicles, "/customers/{id}/vehicles"),
            below("privacy", Section::Communication, "/customers/{id}/privacy"),
        )
        .await?;
        let mut raw = json!({
            "customer": customer,
            "companies": companies,
            "vehicles": vehicles,
            "privacy": privacy,
        });
        let unseen = identity.is_none();
        // A section that was not seen has no member here: it is not written over (`seen`).
        if let Some(identity) = identity {
            raw["identity"] = identity;
        }
        let fetched = verify::asked_for(id, read::whole(&raw, self.http.date()), raw)?;
        let in_detail = [Section::Names, Section::Addresses, Section::PersonalDetails];
        let read = |section: &Section| {
            (in_detail.contains(section) || sections.contains(section))
                && !(unseen && *section == Section::Identity)
        };
        Ok(Part { fetched, sections: Section::ALL.into_iter().filter(read).collect() })
    }

    /// Whether the profile says that this part can be read at all.
    fn shows(&self, name: &str, section: Section) -> bool {
        match name {
            "privacy" => ["call", "text", "email"].iter().any(|way| self.profile.consent(way).0),
            _ => self.profile.section(section).readable,
        }
    }

    /// A sub-resource. Not every DMS has each: one that is not there is empty, and so is one of
    /// those that are only read where it is withheld. The identity can be written, and is not known
    /// (`None`) where it is withheld or not offered. Anything else fails the fetch, or a write would
    /// wipe what was not seen.
    async fn below(
        &self,
        id: &str,
        name: &str,
        route: &'static str,
        call: Uuid,
    ) -> Result<Option<Value>, Failure> {
        let asked = Asked::part(Network::Keyloop);
        let url = self.at(id, &[name])?;
        match self.exchange(Request::new(Method::GET, route, url, call), asked).await {
            Ok((_, body)) => Ok(Some(body)),
            Err(Failure::Gone) => Ok(Some(Value::Null)),
            Err(Failure::Permission { .. } | Failure::Unsupported { .. }) => {
                Ok((name != "identity").then_some(Value::Null))
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Whether what is to be written over was read: a part that was withheld is not in the answer.
pub(super) fn seen(raw: &Value, section: Section) -> Result<(), Failure> {
    if section == Section::Identity && raw.get("identity").is_none() {
        let what = "the birth date and the identity number were not read".to_owned();
        return Err(Failure::Unsupported { what });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use async_trait::async_trait;
    use url::Url;

    use super::*;
    use crate::carrier::{Came, Carrier, Lost, Sent};
    use crate::http::{Http, Limits};
    use crate::profile;

    /// Answers everything with one customer, and keeps what was asked.
    #[derive(Default)]
    struct One(Mutex<Vec<String>>);

    #[async_trait]
    impl Carrier for One {
        async fn carry(&self, sent: Sent) -> Result<Came, Lost> {
            self.0.lock().unwrap().push(sent.target.rsplit('/').next().unwrap().to_owned());
            let body = json!({"access_token": "t", "customerId": "1", "items": []});
            let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
            Ok(Came { status: 200, headers, body: body.to_string().into_bytes() })
        }

        async fn reach(&self, _: Duration) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn what_the_profile_says_cannot_be_read_is_neither_asked_for_nor_written_over() {
        let mut profile = profile::by_id("autoline").unwrap().clone();
        for rule in &mut profile.sections {
            rule.readable &= ![Section::Identity, Section::Vehicles].contains(&rule.section);
        }
        for rule in &mut profile.consent {
            rule.readable = false;
        }
        let asked = Arc::new(One::default());
        let url = |path: &str| Url::parse("http://127.0.0.1").unwrap().join(path).unwrap();
        let network = Keyloop::new(
            Http::played(asked.clone(), Limits::default()),
            profile,
            url("v1/customers"),
            url("token"),
            Some(("desk".into(), "secret".into())),
            None,
            "GB".to_owned(),
        );
        let patience = Patience::none(&network.http);
        let read = network.parts_v1("1", &Section::ALL, &patience, Uuid::nil()).await.unwrap();
        assert!(!read.sections.contains(&Section::Identity));
        assert!(read.sections.contains(&Section::Communication));
        let mut parts = asked.0.lock().unwrap().clone();
        parts.sort();
        assert_eq!(parts, ["1", "companies", "token"]);
        assert!(
            crate::DealerNetwork::accepts(&network, Section::Identity, &Record::default()).is_err()
        );
        assert!(seen(&read.fetched.raw, Section::Identity).is_err());
    }
}
