//! `overview`

use crate::outcome::{Result, print};
use desk::Desk;
use desk::overview::{ByPerson, Override, Overview, Period, Proved, Unsent, Waits};
use serde_json::{Value, json};
use std::sync::Arc;
use store::mine::Said;

pub async fn run(desk: &Arc<Desk>, period: Period, as_json: bool) -> Result<()> {
    let overview = desk.overview(period).await?;
    if as_json {
        return print(&told(&overview).to_string());
    }
    if overview.is_empty() {
        return print("Nothing to look at.");
    }
    say_decisions(&overview)?;
    say_unsent(&overview.unsent)?;
    print(&match &overview.kiosk.oldest {
        Some(oldest) => {
            format!("kiosk cards waiting: {}, the oldest since {oldest}", overview.kiosk.waiting)
        }
        None => "No kiosk card waits.".to_owned(),
    })
}

fn say_decisions(overview: &Overview) -> Result<()> {
    let Overview { overrides, proved, since, .. } = overview;
    print(&format!("decided against a strong match since {since}: {}", overrides.total))?;
    for ByPerson { who, created, kept_apart, proved } in &overrides.people {
        print(&format!(
            "  {who}: {created} made anew, {kept_apart} told apart, {proved} proved to be one person"
        ))?;
    }
    for one in &overrides.latest {
        let would_use = if one.would_use { "  would have been used" } else { "" };
        let percent = one.probability * 100.0;
        let said = match one.said {
            Said::Create => "made anew",
            _ => "told apart",
        };
        let Override { receipt, at, who, .. } = one;
        print(&format!("    {receipt}  {at}  {said}  {percent:6.2} %  {who}{would_use}"))?;
    }
    if overrides.emptied > 0 {
        print(&format!("  decisions that say nothing any more: {}", overrides.emptied))?;
    }
    print(&format!("pairs proved to be one person: {}", proved.len()))?;
    for Proved { one, other, at, how, against, .. } in proved {
        let against = against.as_ref().map_or_else(
            || "nobody had been asked".to_owned(),
            |word| format!("kept apart by {} ({})", word.who, word.receipt),
        );
        print(&format!("  {one}  {other}  {at}  {}  {against}", desk::word(how)))?;
    }
    Ok(())
}

fn say_unsent(unsent: &Unsent) -> Result<()> {
    let oldest = unsent.oldest.as_deref().map(|at| format!(", the oldest since {at}"));
    print(&format!(
        "unsent: {}, of those needing a person: {}{}",
        unsent.total,
        unsent.needs_person,
        oldest.unwrap_or_default()
    ))?;
    for (from, to, count) in unsent.by_age().filter(|(_, _, count)| *count > 0) {
        let to = to.map_or_else(|| " and more".to_owned(), |to| format!(" to {to}"));
        print(&format!("  {count}: {from}{to} hours old"))?;
    }
    for Waits { who, count, needs_person, oldest } in &unsent.people {
        print(&format!("  {who}: {count}, needing a person: {needs_person}, since {oldest}"))?;
    }
    Ok(())
}

fn told(overview: &Overview) -> Value {
    let Overview { period, since, overrides, proved, unsent, kiosk } = overview;
    json!({
        "days": period.days(),
        "since": since.to_string(),
        "empty": overview.is_empty(),
        "overrides": {
            "total": overrides.total,
            "emptied": overrides.emptied,
            "people": overrides.people.iter().map(|one| json!({
                "who": one.who,
                "created": one.created,
                "kept_apart": one.kept_apart,
                "proved": one.proved,
            })).collect::<Vec<_>>(),
            "latest": overrides.latest.iter().map(word).collect::<Vec<_>>(),
        },
        "proved": proved.iter().map(|pair| json!({
            "ids": [pair.one, pair.other],
            "at": pair.at,
            "how": pair.how,
            "who": pair.who,
            "against": pair.against.as_ref().map(word),
        })).collect::<Vec<_>>(),
        "unsent": {
            "total": unsent.total,
            "needs_person": unsent.needs_person,
            "oldest": unsent.oldest,
            "ages": unsent.by_age().map(|(from, to, count)| json!({
                "from_h": from,
                "to_h": to,
                "count": count,
            })).collect::<Vec<_>>(),
            "people": unsent.people.iter().map(|one| json!({
                "who": one.who,
                "count": one.count,
                "needs_person": one.needs_person,
                "oldest": one.oldest,
            })).collect::<Vec<_>>(),
        },
        "kiosk": { "waiting": kiosk.waiting, "oldest": kiosk.oldest },
    })
}

fn word(one: &Override) -> Value {
    json!({
        "receipt": one.receipt,
        "at": one.at,
        "who": one.who,
        "said": one.said,
        "probability": one.probability,
        "would_use": one.would_use,
        "reason": one.reason,
    })
}
