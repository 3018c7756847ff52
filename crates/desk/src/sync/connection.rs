//! What the desk knows of the line to the network, from what the outbox met on it.

use jiff::Timestamp;
use outbox::LanePause;
use store::mine::Tally;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Nothing has been asked yet.
    NotAsked,
    Online,
    /// It answers late or not at all, though it can be reached.
    Slow,
    Offline {
        since: Timestamp,
    },
    /// The network asked to wait.
    Throttled {
        until: Timestamp,
    },
    /// It refuses this desk: an administrator is needed.
    Paused(LanePause),
}

impl Connection {
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Online => "online",
            Self::Slow => "slow",
            Self::Offline { .. } => "offline",
            Self::Throttled { .. } => "throttled",
            Self::Paused(why) => why.word(),
        }
    }
}

/// What the strip at the top of the window shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    pub connection: Connection,
    pub tally: Tally,
}
