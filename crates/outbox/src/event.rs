//! What can happen to an entry, and what has to be stored when it does.

use serde_json::Value;
use uuid::Uuid;

use crate::entry::{Body, Counters, Decided, Difference, RefusedField};
use crate::merge::Conflict;
use crate::state::Reason;

#[derive(Clone, PartialEq)]
pub enum Event {
    /// A create is about to be looked up.
    StartPreflight,
    /// Nobody like this is there: send it. `seen` are the ids the search brought.
    Cleared {
        seen: Vec<String>,
    },
    /// It could be one of these: a person decides.
    Candidates {
        ids: Vec<String>,
        note: Option<String>,
    },
    /// An update's section was read and merged: send it.
    Send,
    /// The network already holds what an update wants.
    AlreadyThere,
    /// Both sides changed the same fields.
    Clash {
        conflicts: Vec<Conflict>,
        merged: Value,
        theirs: Value,
    },
    /// A read on the way failed in a manner that says nothing about this entry.
    ReadFailed {
        note: String,
    },
    /// The network refuses the very question: asked again it is refused again.
    ReadRefused {
        note: String,
    },

    /// Taken: 2xx, well-formed. A create without an id has to be looked for; a change has to be
    /// seen before it counts as done.
    Accepted {
        id: Option<String>,
        warnings: Vec<String>,
    },
    /// Sent, and nobody knows what became of it.
    Unknown {
        note: String,
    },
    /// Answered with another address, or with "later": sent, and nobody knows what became of it,
    /// except that asking again is answered alike.
    Diverted {
        note: String,
    },
    /// Not a byte reached the network.
    NotWritten,
    Refused {
        refusals: Vec<RefusedField>,
    },
    /// The network cannot do this at all.
    Unsupported {
        note: String,
    },
    SignIn,
    Forbidden {
        note: String,
    },
    /// The network answers, and leaves the section of this entry out: that is no trouble of the
    /// others, however many it happens to.
    Withheld {
        note: String,
    },
    Throttled {
        after_ms: Option<u64>,
    },
    /// What answered a read is not the dealer's network.
    NotTheNetwork,
    /// The certificate shown for the network was not accepted: not a byte was sent.
    Untrusted {
        note: String,
    },
    Gone,
    Locked,
    /// Somebody changed the record between our read and our write.
    Changed,

    /// The search or read that shall tell the outcome starts.
    StartCheck,
    /// Exactly one record that was not there before is what was sent.
    Adopt {
        id: String,
    },
    /// No such record; `settled` once nothing can appear any more.
    FoundNone {
        settled: bool,
    },
    /// Records that may be it, but none that certainly is.
    FoundSeveral {
        ids: Vec<String>,
    },
    /// The network holds what the update wanted.
    Landed,
    /// The network holds what was there before, or something the update still merges with;
    /// `settled` once nothing can arrive any more.
    NotLanded {
        settled: bool,
    },
    /// The network said yes to a change, and does not show it. `over`: there is nothing to wait
    /// for any more, because the window is over or a part of it does show.
    NotKept {
        differs: Vec<Difference>,
        over: bool,
    },
    /// A second copy of a customer made here.
    TwinsFound {
        ids: Vec<String>,
    },

    /// The process that held it is gone. `not_written`: its attempt proves that no byte left.
    Restarted {
        not_written: bool,
    },

    /// The data folder was restored or copied: it may have been sent, and undone by somebody since.
    FolderRestored,

    /// It was sealed for another desk: from here it is never sent any more.
    Moved {
        why: String,
    },

    /// Somebody acted on what was not permitted.
    Permitted,

    Retry,
    /// The person decided every field in conflict.
    Resolved {
        body: Body,
    },
    /// The person takes back what they decided, before it left.
    Reopened,
    /// The person says it is this customer.
    Use {
        id: String,
    },
    /// The person says it is none of the candidates.
    Different,
    Edited {
        successor: Uuid,
    },
    Cancel {
        why: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanePause {
    SignIn,
    Permission,
    NotTheNetwork,
    /// Expired, made out to another host, signed by nobody known.
    Certificate,
}

impl LanePause {
    pub const ALL: [Self; 4] =
        [Self::SignIn, Self::Permission, Self::NotTheNetwork, Self::Certificate];

    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Permission => "permission",
            Self::NotTheNetwork => "not_the_network",
            Self::Certificate => "certificate",
        }
    }

    /// True where it ends without anybody at this desk: the line answers properly again.
    pub const fn may_end_by_itself(self) -> bool {
        matches!(self, Self::NotTheNetwork | Self::Certificate)
    }

    pub fn from_word(word: &str) -> crate::Result<Self> {
        Self::ALL
            .into_iter()
            .find(|one| one.word() == word)
            .ok_or_else(|| crate::Error::UnknownWord { what: "lane pause", word: word.to_owned() })
    }
}

/// What has to be stored in the same transaction as the new state.
#[derive(Clone, PartialEq)]
pub enum Effect {
    Reason(Option<Reason>),
    Counters(Counters),
    /// One more attempt row, durable before the first byte.
    CountAttempt,
    /// No byte of the attempt left: it does not count.
    UncountAttempt,
    SpendBudget,
    ResetBudget,
    /// Not before this many milliseconds from now.
    Wait(u64),
    /// The settle window starts now.
    Settle,
    KeepPreflight(Vec<String>),
    RuleOutCandidates,
    /// The customer has this id in the network.
    MapId(String),
    Adopted(String),
    ReleaseDependants,
    /// What waits for this entry can never be sent.
    CancelDependants,
    ClearOverlay,
    /// A search for a second copy: where the outcome was known at once, as soon as the network's
    /// search can show one; else when the window is over.
    ScheduleTwinCheck {
        soon: bool,
    },
    /// Whether this entry is the last that was not permitted.
    Forbidden(bool),
    /// What the network did not keep of it.
    Differs(Vec<Difference>),
    PauseLane(LanePause),
    HoldLane(u64),
    Unreachable,
    ClearDetail,
    Note(String),
    Refusals(Vec<RefusedField>),
    Conflicts {
        conflicts: Vec<Conflict>,
        merged: Value,
        theirs: Value,
    },
    CandidatesAre(Vec<String>),
    Twins(Vec<String>),
    Warnings(Vec<String>),
    Replace(Body),
    /// The conflict as it stood, until the decision leaves.
    KeepDecided(Box<Decided>),
    Successor(Uuid),
    CancelledBecause(String),
}

impl Event {
    /// For errors, logs and the audit: carries no data.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::StartPreflight => "start_preflight",
            Self::Cleared { .. } => "cleared",
            Self::Candidates { .. } => "candidates",
            Self::Send => "send",
            Self::AlreadyThere => "already_there",
            Self::Clash { .. } => "clash",
            Self::ReadFailed { .. } => "read_failed",
            Self::ReadRefused { .. } => "read_refused",
            Self::Accepted { .. } => "accepted",
            Self::Unknown { .. } => "unknown",
            Self::Diverted { .. } => "diverted",
            Self::NotWritten => "not_written",
            Self::Refused { .. } => "refused",
            Self::Unsupported { .. } => "unsupported",
            Self::SignIn => "sign_in",
            Self::Forbidden { .. } => "forbidden",
            Self::Withheld { .. } => "withheld",
            Self::Throttled { .. } => "throttled",
            Self::NotTheNetwork => "not_the_network",
            Self::Untrusted { .. } => "untrusted",
            Self::Gone => "gone",
            Self::Locked => "locked",
            Self::Changed => "changed",
            Self::StartCheck => "start_check",
            Self::Adopt { .. } => "adopt",
            Self::FoundNone { .. } => "found_none",
            Self::FoundSeveral { .. } => "found_several",
            Self::Landed => "landed",
            Self::NotLanded { .. } => "not_landed",
            Self::NotKept { .. } => "not_kept",
            Self::TwinsFound { .. } => "twins_found",
            Self::Restarted { .. } => "restarted",
            Self::FolderRestored => "folder_restored",
            Self::Moved { .. } => "moved",
            Self::Permitted => "permitted",
            Self::Retry => "retry",
            Self::Resolved { .. } => "resolved",
            Self::Reopened => "reopened",
            Self::Use { .. } => "use",
            Self::Different => "different",
            Self::Edited { .. } => "edited",
            Self::Cancel { .. } => "cancel",
        }
    }

    /// Whether a person did it: those are audited with a name.
    pub const fn by_person(&self) -> bool {
        matches!(
            self,
            Self::Retry
                | Self::Resolved { .. }
                | Self::Reopened
                | Self::Use { .. }
                | Self::Different
                | Self::Edited { .. }
                | Self::Cancel { .. }
        )
    }
}
