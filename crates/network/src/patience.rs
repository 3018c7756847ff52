//! Waiting inside a read of several parts: a part that is refused for the number of requests is
//! asked for again after the time the network named, and what was read already is kept.
//!
//! Only where the wait is short. A longer one is the caller's, who has others to serve meanwhile.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::failure::Failure;
use crate::http::Http;

/// No single wait is longer than limits that count by the second ask for, …
const LONGEST: Duration = Duration::from_millis(1500);
/// … nor all those of one customer together.
const TOTAL: Duration = Duration::from_secs(15);
/// Where the network names no time.
const OWN: Duration = Duration::from_secs(1);

pub(crate) struct Patience<'a> {
    http: &'a Http,
    end: Instant,
}

impl<'a> Patience<'a> {
    pub fn new(http: &'a Http) -> Self {
        Self { http, end: Instant::now() + TOTAL }
    }

    /// For whoever shows what there is meanwhile: the first refusal is the answer.
    pub fn none(http: &'a Http) -> Self {
        Self { http, end: Instant::now() }
    }

    pub async fn ask<T, Asking>(&self, question: impl Fn() -> Asking) -> Result<T, Failure>
    where
        Asking: Future<Output = Result<T, Failure>>,
    {
        loop {
            let answer = question().await;
            let after = match &answer {
                Err(Failure::Throttled { after }) => *after,
                Err(Failure::Held { left }) => Some(*left),
                _ => return answer,
            };
            let wait = after.filter(|wait| !wait.is_zero()).unwrap_or(OWN);
            if wait > LONGEST || Instant::now() + wait > self.end {
                return answer;
            }
            // Whoever else asks, in this process or the next, waits as long.
            self.http.tell(wait).await;
            tokio::time::sleep(wait).await;
        }
    }
}
