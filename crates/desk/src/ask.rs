//! Asking the network without ever waiting for it longer than a person would.

use crate::Desk;
use crate::clock::blocking;
use crate::sync::Connection;
use crate::sync::gate::{Gate, Held};
use jiff::Timestamp;
use network::{DealerNetwork, Failure};
use outbox::LanePause;
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
    /// The network asked to wait, and nothing is asked before.
    Waiting {
        until: Timestamp,
    },
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

/// How long `search` and `decide` wait for the network: what was asked is answered within 3 seconds,
/// the start of the program and its end among them.
pub const PATIENCE: Duration = Duration::from_millis(2700);

/// Whether the network itself said something, so that the time it took is its own.
pub(crate) fn spoke<T>(said: &Result<T, Failure>) -> bool {
    !matches!(
        said,
        Err(Failure::NotSent { .. }
            | Failure::Unsupported { .. }
            | Failure::Held { .. }
            | Failure::Untrusted { .. }
            | Failure::NotTheNetwork { .. }
            | Failure::Unknown { status: None, .. })
    )
}

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
        if let Some(held) = self.held().await {
            return Asked::NotAsked(Silence::Waiting { until: held.until });
        }
        let begun = Instant::now();
        let answer = tokio::time::timeout(patience, question(Arc::clone(&network))).await;
        let took = begun.elapsed();
        self.gate.note(&*network, answer.as_ref().ok());
        self.heard(answer.as_ref().ok()).await;
        match &answer {
            Ok(Ok(_)) => self.gate.note_away(false),
            Err(_) | Ok(Err(Failure::NotSent { .. } | Failure::Unknown { status: None, .. })) => {
                self.gate.note_unanswered();
            }
            Ok(Err(_)) => {}
        }
        if answer.as_ref().is_ok_and(spoke) {
            self.speed.answered(took);
        }
        match answer {
            Ok(Ok(answer)) => Asked::Answered(answer, took),
            // Not reached, or cut off before any answer: for a question that is the same.
            Ok(Err(Failure::NotSent { .. } | Failure::Unknown { status: None, .. })) => {
                Asked::Offline(took)
            }
            Ok(Err(failure)) => Asked::Failed(failure, took),
            Err(_) => Asked::Slow(took),
        }
    }

    /// What the runner knows of the line: nobody who saves waits for one that is lost or slow.
    pub fn line_is(&self, connection: Connection) {
        match connection {
            Connection::Offline { .. } | Connection::Slow => self.gate.note_away(true),
            Connection::Online => self.gate.note_away(false),
            Connection::NotAsked | Connection::Throttled { .. } | Connection::Paused(_) => {}
        }
    }

    /// What is left of a wait the network asked for, whichever process was told.
    pub(crate) async fn held(&self) -> Option<Held> {
        self.at_gate(|gate| gate.standing().map(|standing| standing.held)).await.flatten()
    }

    /// What a question met on the line holds for the outbox too. One that was given up says
    /// nothing: it may only have been slow.
    async fn heard<T>(&self, answer: Option<&Result<T, Failure>>) {
        match answer {
            Some(Ok(_)) => {
                self.at_gate(Gate::proven).await;
                self.at_gate(|gate| gate.admitted().and_then(|()| gate.contact())).await
            }
            Some(Err(Failure::Throttled { after })) => {
                let after = *after;
                self.at_gate(move |gate| gate.hold(after)).await;
                self.at_gate(Gate::contact).await
            }
            Some(Err(Failure::Untrusted { .. })) => {
                self.at_gate(|gate| gate.distrust(LanePause::Certificate)).await
            }
            Some(Err(Failure::NotSent { .. })) => self.at_gate(Gate::lost).await,
            // Nothing was sent, or whoever answered is not the network, or nobody did.
            Some(Err(
                Failure::Unsupported { .. }
                | Failure::Held { .. }
                | Failure::NotTheNetwork { .. }
                | Failure::Unknown { status: None, .. },
            ))
            | None => None,
            Some(Err(_)) => self.at_gate(Gate::contact).await,
        };
    }

    /// A store that does not answer stops no question: whoever writes finds out by themselves.
    pub(crate) async fn at_gate<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Gate) -> Result<T, store::Failure> + Send + 'static,
    ) -> Option<T> {
        let gate = Arc::clone(&self.gate);
        let seen = blocking(&*self.clock, move || look(&gate)).await;
        match seen {
            Ok(Ok(seen)) => Some(seen),
            Ok(Err(failure)) => {
                tracing::warn!(%failure, "how the line stands is not known");
                None
            }
            Err(_) => None,
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
                Silence::Waiting { .. } => "throttled",
            }),
            Self::Failed(failure, _) => Some(match failure {
                Failure::SignIn { .. } => "sign_in",
                Failure::Permission { .. } => "permission",
                Failure::Throttled { .. } | Failure::Held { .. } => "throttled",
                Failure::Untrusted { problem } => problem.word(),
                Failure::NotTheNetwork { .. } => "not_the_network",
                Failure::Gone => "gone",
                Failure::NotSent { .. }
                | Failure::Unknown { .. }
                | Failure::Refused { .. }
                | Failure::Locked
                | Failure::Changed
                | Failure::AnotherCustomer
                | Failure::Unreadable { .. }
                | Failure::Unsupported { .. } => "failed",
            }),
        }
    }

    /// When the network may be asked again, where it said so.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::NotAsked(Silence::Waiting { until }) => Some(*until),
            _ => None,
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
