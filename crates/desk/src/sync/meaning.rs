//! What a failure of the network means for the entry it happened to.

use network::Failure;
use outbox::planted::{self, Bug};
use outbox::{Event, Kind, RefusedField};
use std::time::Duration;

fn ms(after: Option<Duration>) -> Option<u64> {
    after.map(|after| u64::try_from(after.as_millis()).unwrap_or(u64::MAX))
}

/// A write came back with this.
pub fn of_write(failure: Failure) -> Event {
    match failure {
        Failure::NotSent { .. } => Event::NotWritten,
        failure @ Failure::Untrusted { .. } => Event::Untrusted { note: failure.to_string() },
        Failure::Unknown { status: Some(503), .. } if planted::is(Bug::BusyMeansNotDone) => {
            Event::Throttled { after_ms: None }
        }
        Failure::Unknown { why, .. } => Event::Unknown { note: why },
        // Only reads end so; whatever took the bytes of a write may have done it.
        failure @ (Failure::AnotherCustomer | Failure::Unreadable { .. }) => {
            Event::Unknown { note: failure.to_string() }
        }
        // What answered is not the network, but something did take the bytes.
        Failure::NotTheNetwork { .. } => Event::NotTheNetwork,
        Failure::Throttled { after } => Event::Throttled { after_ms: ms(after) },
        Failure::Held { left } => Event::Throttled { after_ms: ms(Some(left)) },
        Failure::Refused { refusals, .. } => Event::Refused {
            refusals: refusals
                .into_iter()
                .map(|refusal| RefusedField { field: refusal.field, message: refusal.message })
                .collect(),
        },
        Failure::SignIn { .. } => Event::SignIn,
        Failure::Permission { why } => Event::Forbidden { note: why },
        Failure::Gone => Event::Gone,
        Failure::Locked => Event::Locked,
        Failure::Changed => Event::Changed,
        Failure::Unsupported { what } => Event::Unsupported { note: what },
    }
}

/// A read on the way of an entry came back with this.
pub fn of_read(failure: Failure, kind: Kind) -> Event {
    match failure {
        Failure::NotSent { .. } => Event::NotWritten,
        failure @ Failure::Untrusted { .. } => Event::Untrusted { note: failure.to_string() },
        Failure::Throttled { after } => Event::Throttled { after_ms: ms(after) },
        Failure::Held { left } => Event::Throttled { after_ms: ms(Some(left)) },
        Failure::SignIn { .. } => Event::SignIn,
        Failure::Permission { why } => Event::Forbidden { note: why },
        Failure::NotTheNetwork { .. } => Event::NotTheNetwork,
        // A search has nobody who could be gone: the address is wrong.
        Failure::Gone if kind == Kind::Create => Event::NotTheNetwork,
        Failure::Gone => Event::Gone,
        Failure::Unsupported { what } => Event::Unsupported { note: what },
        // Nothing may be written over a customer who was not read. For a create it was one of
        // several who may be the person: looked at again later.
        failure @ Failure::AnotherCustomer if kind != Kind::Create => {
            Event::Unsupported { note: failure.to_string() }
        }
        failure @ (Failure::AnotherCustomer | Failure::Unreadable { .. }) => {
            Event::ReadFailed { note: failure.to_string() }
        }
        Failure::Unknown { why, .. } => Event::ReadFailed { note: why },
        Failure::Refused { status, .. } => {
            Event::ReadFailed { note: format!("the network refused the question ({status})") }
        }
        Failure::Locked | Failure::Changed => {
            Event::ReadFailed { note: "the record is in use".to_owned() }
        }
    }
}

/// What a failure says about the line, apart from any entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Reached,
    /// It answered, and that it fails; or only this one question does.
    Failing,
    Unreachable,
    /// Cut off, or no answer in time.
    Slow,
    /// Somebody is there, and has not proven to be the network.
    Distrusted,
    /// Nothing was asked.
    Silent,
}

pub const fn of_line(failure: &Failure) -> Line {
    match failure {
        Failure::NotSent { .. } => Line::Unreachable,
        Failure::Untrusted { .. } | Failure::NotTheNetwork { .. } => Line::Distrusted,
        Failure::Unknown { status: None, .. } => Line::Slow,
        Failure::Unknown { status: Some(_), .. } => Line::Failing,
        Failure::Held { .. } | Failure::Unsupported { .. } => Line::Silent,
        _ => Line::Reached,
    }
}
