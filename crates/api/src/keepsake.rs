//! What a visitor takes along, in the visitor's own words: what was agreed to and when, the statement that
//! was shown, and how to take it back.

use crate::statement;
use customer::ConsentState;
use desk::kiosk::Visit;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// So much of the statement's hash is compared by eye.
const SHORT: usize = 12;

pub fn words(visit: &Visit, received_at: &str) -> String {
    let words = statement::words(&visit.language);
    let word = |name: &str| words.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let at = received_at
        .parse::<Timestamp>()
        .map(|at| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string());
    let mut lines = vec![word("keep_title"), at.unwrap_or_else(|_| received_at.to_owned())];
    for way in ["call", "text", "email", "post"] {
        let answer = match visit.consent.get(way) {
            Some(ConsentState::Agreed) => word("agree"),
            Some(ConsentState::Denied) => word("deny"),
            Some(ConsentState::Unknown) | None => continue,
        };
        lines.push(format!("{}: {answer}", word(&format!("consent_{way}"))));
    }
    let shown = &visit.statement;
    let language = if shown.language.is_empty() { &visit.language } else { &shown.language };
    let hash: String = shown.hash.chars().take(SHORT).collect();
    let version = word("own_version").replace("{version}", &shown.version);
    lines.push(format!("{version} ({language}) {hash}"));
    lines.push(word("keep_withdraw"));
    lines.join("\n")
}
