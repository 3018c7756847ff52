//! `consent list ID`

use crate::args::Consent;
use crate::outcome::{Result, print};
use desk::{Desk, consent::told};
use serde_json::Value;
use std::sync::Arc;

pub async fn run(desk: &Arc<Desk>, command: Consent, as_json: bool) -> Result<()> {
    let Consent::List { id } = command;
    let consents = desk.consents(&id).await?;
    if as_json {
        return print(&Value::from(consents.iter().map(told).collect::<Vec<_>>()).to_string());
    }
    for one in &consents {
        let told = told(one);
        let text = |name: &str| told[name].as_str().unwrap_or("-").to_owned();
        print(&format!(
            "{}  {:<5}  {:<7}  {}  {}  statement {} ({})  at {}",
            text("said_at"),
            text("way"),
            text("choice"),
            text("actor"),
            text("who"),
            text("statement"),
            text("language"),
            text("station"),
        ))?;
    }
    Ok(())
}
