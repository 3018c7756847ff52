//! Search, and whom this desk opened last.

use super::rows;
use super::status::small;
use crate::error::ApiError;
use crate::host::Open;
use crate::views::{NetworkRowsView, RowsView, SearchRequest, SearchView};
use customer::search_term::Meaning;
use desk::search::ROWS;
use std::time::Duration;

/// A person gives up on an answer sooner than a request does.
const PATIENCE: Duration = Duration::from_secs(10);
const RECENT: usize = 10;

pub async fn local(open: &Open, request: SearchRequest) -> Result<SearchView, ApiError> {
    let found = open.desk.search(&request.text, &flips(&request), ROWS).await?;
    Ok(SearchView {
        generation: request.generation,
        readings: found.readings,
        customers: small(found.customers),
        as_of: found.imported.map(|at| at.to_string()),
        newest: found.newest.filter(|_| found.imported.is_none()).map(|at| at.to_string()),
        took_us: us(found.took),
        p95_us: found.p95.map(us),
        rows: found.rows.iter().map(|row| rows::row(&row.person, &row.why)).collect(),
        more: found.more,
        pending: small(found.pending),
    })
}

pub async fn network(open: &Open, request: SearchRequest) -> Result<NetworkRowsView, ApiError> {
    let heard = open.desk.search_network(&request.text, &flips(&request), PATIENCE).await?;
    open.heard(&heard.asked);
    Ok(NetworkRowsView {
        generation: request.generation,
        state: rows::answered(&heard.asked),
        complete: heard.complete,
        total: heard.total.map(small),
        took_ms: small(u64::try_from(heard.asked.took().as_millis()).unwrap_or(u64::MAX)),
        rows: heard.rows.iter().map(|row| rows::row(&row.person, &row.why)).collect(),
        reason: heard.asked.reason().map(str::to_owned),
    })
}

pub async fn recent(open: &Open) -> Result<RowsView, ApiError> {
    let people = open.desk.recent(RECENT).await?;
    Ok(RowsView { rows: people.iter().map(|person| rows::row(person, &[])).collect() })
}

fn us(took: Duration) -> u32 {
    small(u64::try_from(took.as_micros()).unwrap_or(u64::MAX))
}

fn flips(request: &SearchRequest) -> Vec<(usize, Meaning)> {
    request.flips.iter().map(|flip| (flip.index, flip.meaning)).collect()
}
