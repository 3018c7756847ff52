//! `show ID`

use crate::outcome::{Result, print};
use desk::ask::PATIENCE;
use desk::person::Person;
use desk::{Desk, Refused};
use serde_json::{Value, json};
use std::sync::Arc;

pub async fn run(desk: &Arc<Desk>, id: &str, as_json: bool) -> Result<()> {
    let person = find(desk, id).await?;
    let mut value = record(&person);
    let told = json!({ "local_id": person.local_id.to_string(), "record": value });
    desk.numbers_are_shown(&told).await?;
    let doubtful = desk.doubtful(&person.record);
    if !doubtful.is_empty() {
        let mark = |one: &Refused| json!({ "field": one.field, "code": one.code });
        value["doubtful"] = doubtful.iter().map(mark).collect();
    }
    print(&if as_json { value.to_string() } else { format!("{value:#}") })
}

/// From this desk; asked of the network where only a row, or nothing, or no identity number is
/// known here.
async fn find(desk: &Arc<Desk>, id: &str) -> Result<Person> {
    match desk.open(id).await {
        Ok(person) if person.whole && !person.withheld => Ok(person),
        Ok(person) if person.id.is_none() => Ok(person),
        Ok(_) | Err(desk::Failure::NotFound) => Ok(desk.refresh(id, PATIENCE).await?.0),
        Err(failure) => Err(failure.into()),
    }
}

/// The record, and where it stands.
pub fn record(person: &Person) -> Value {
    let mut value = desk::said::record(&person.record);
    value["local_id"] = json!(person.local_id);
    value["state"] = json!(person.state_word());
    if let Some(reason) = person.standing.reason {
        value["reason"] = json!(reason.word());
    }
    value["as_of"] = json!(person.as_of.map(|at| at.to_string()));
    if !person.differs.is_empty() {
        value["differs"] = json!(person.differs);
    }
    value
}
