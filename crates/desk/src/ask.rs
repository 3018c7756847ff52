//! Asking the network without ever waiting for it longer than a person would.

use crate::Desk;
use network::{DealerNetwork, Failure};
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Why nothing was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    NotConfigured,
    NoCredentials,
    /// The caller wanted this desk's copy only.
    LocalOnly,
    /// The term is too short, or of a kind this network cannot look up.
    NothingToAsk,
    /// The network asked to wait, or refused the credentials a moment ago.
    Paused,
}

/// What became of a question.
#[derive(Debug)]
pub enum Asked<T> {
    Answered(T, Duration),
    Offline(Duration),
    Failed(Failure, Duration),
    /// No answer within the time a person would wait.
    Slow(Duration),
    NotAsked(Silence),
}

/// How long `search` and `decide` wait for the network.
pub const PATIENCE: Duration = Duration::from_secs(3);

impl Desk {
    /// Asks with a deadline. The question is dropped, not left running, when time is up.
    pub async fn ask<T, F, Fut>(&self, patience: Duration, question: F) -> Asked<T>
    where
        F: FnOnce(Arc<dyn DealerNetwork>) -> Fut,
        Fut: Future<Output = Result<T, Failure>>,
    {
        let network = match self.network() {
            Ok(network) => network,
            Err(silence) => return Asked::NotAsked(silence),
        };
        let begun = Instant::now();
        match tokio::time::timeout(patience, question(network)).await {
            Ok(Ok(answer)) => Asked::Answered(answer, begun.elapsed()),
            // Not reached, or cut off before any answer: for a question that is the same.
            Ok(Err(Failure::NotSent { .. } | Failure::Unknown { status: None, .. })) => {
                Asked::Offline(begun.elapsed())
            }
            Ok(Err(failure)) => Asked::Failed(failure, begun.elapsed()),
            Err(_) => Asked::Slow(begun.elapsed()),
        }
    }
}

impl<T> Asked<T> {
    /// The interface's word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Answered(..) => "answered",
            Self::Offline(_) => "offline",
            Self::Failed(..) | Self::Slow(_) => "failed",
            Self::NotAsked(_) => "not_asked",
        }
    }

    pub const fn took(&self) -> Duration {
        match self {
            Self::Answered(_, took)
            | Self::Offline(took)
            | Self::Failed(_, took)
            | Self::Slow(took) => *took,
            Self::NotAsked(_) => Duration::ZERO,
        }
    }

    /// A code for why there is no answer.
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Answered(..) => None,
            Self::Offline(_) => Some("offline"),
            Self::Slow(_) => Some("slow"),
            Self::NotAsked(silence) => Some(match silence {
                Silence::NotConfigured => "not_configured",
                Silence::NoCredentials => "no_credentials",
                Silence::LocalOnly => "local_only",
                Silence::NothingToAsk => "too_short",
                Silence::Paused => "paused",
            }),
            Self::Failed(failure, _) => Some(match failure {
                Failure::SignIn { .. } => "sign_in",
                Failure::Permission { .. } => "permission",
                Failure::Throttled { .. } => "throttled",
                Failure::NotTheNetwork { .. } => "not_the_network",
                Failure::Gone => "gone",
                Failure::NotSent { .. }
                | Failure::Unknown { .. }
                | Failure::Refused { .. }
                | Failure::Locked
                | Failure::Changed
                | Failure::Unsupported { .. } => "failed",
            }),
        }
    }

    /// What became of it, and apart from that the answer.
    pub fn split(self) -> (Asked<()>, Option<T>) {
        match self {
            Self::Answered(answer, took) => (Asked::Answered((), took), Some(answer)),
            Self::Offline(took) => (Asked::Offline(took), None),
            Self::Failed(failure, took) => (Asked::Failed(failure, took), None),
            Self::Slow(took) => (Asked::Slow(took), None),
            Self::NotAsked(silence) => (Asked::NotAsked(silence), None),
        }
    }

    pub fn answer(self) -> Option<T> {
        match self {
            Self::Answered(answer, _) => Some(answer),
            _ => None,
        }
    }
}
