//! The manager's overview, worded for the window.

use super::status::small;
use crate::error::{ApiError, Code};
use crate::host::Open;
use crate::views::*;
use desk::overview::{Override, Period};

pub async fn of(open: &Open, request: OverviewRequest) -> Result<OverviewView, ApiError> {
    let period = Period::of_days(request.days)
        .ok_or_else(|| ApiError::new(Code::BadRequest, "the period is 7, 30 or 90 days"))?;
    let overview = open.desk.overview(period).await?;
    let empty = overview.is_empty();
    let (overrides, unsent, kiosk) = (overview.overrides, overview.unsent, overview.kiosk);
    let people = overrides.people.into_iter().map(|one| OverridesOf {
        who: one.who,
        created: small(one.created),
        kept_apart: small(one.kept_apart),
        proved: small(one.proved),
    });
    let proved = overview.proved.into_iter().map(|pair| ProvedRow {
        one: pair.one,
        other: pair.other,
        at: pair.at,
        how: desk::word(pair.how),
        who: pair.who,
        against: pair.against.map(row),
    });
    let ages =
        unsent.by_age().map(|(from_h, to_h, count)| AgeView { from_h, to_h, count: small(count) });
    let ages = ages.collect();
    let waits = unsent.people.into_iter().map(|one| UnsentOf {
        who: one.who,
        count: small(one.count),
        needs_person: small(one.needs_person),
        oldest: one.oldest,
    });
    Ok(OverviewView {
        days: period.days(),
        since: overview.since.to_string(),
        empty,
        people: people.collect(),
        overrides: overrides.latest.into_iter().map(row).collect(),
        overridden: small(overrides.total),
        emptied: small(overrides.emptied),
        proved: proved.collect(),
        unsent: UnsentView {
            total: small(unsent.total),
            needs_person: small(unsent.needs_person),
            oldest: unsent.oldest,
            ages,
            people: waits.collect(),
        },
        kiosk: CardsView { waiting: kiosk.waiting, oldest: kiosk.oldest },
    })
}

fn row(one: Override) -> OverrideRow {
    OverrideRow {
        receipt: one.receipt.to_string(),
        at: one.at,
        who: one.who,
        said: one.said.word().to_owned(),
        probability: one.probability,
        would_use: one.would_use,
        reason: one.reason.map(str::to_owned),
    }
}
