//! Whoever brings requests to the network in place of sockets: a network that is played, in played
//! time. What an answer means, when something may leave and what is never sent twice stays above.

use std::time::Duration;

use async_trait::async_trait;

use crate::failure::Certificate;

/// One request as it would leave.
pub struct Sent {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A whole answer.
#[derive(Clone, Debug, Default)]
pub struct Came {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Clone, Debug)]
pub enum Lost {
    /// Not a byte was written.
    NotSent,
    Untrusted(Certificate),
    /// The connection ended before a byte of the answer.
    Closed,
    /// No answer in time; `status` where its head came.
    Silent {
        status: Option<u16>,
    },
    /// The answer broke off.
    Cut {
        status: u16,
    },
}

#[async_trait]
pub trait Carrier: Send + Sync {
    async fn carry(&self, request: Sent) -> Result<Came, Lost>;

    /// Whether somebody takes connections.
    async fn reach(&self, patience: Duration) -> bool;
}
