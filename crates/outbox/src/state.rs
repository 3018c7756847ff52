//! Where an entry stands: the states of the machine, and the words people and scripts are told.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Declares a plain enum with its stored words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Result<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word).ok_or_else(|| {
                    Error::UnknownWord { what: $what, word: word.to_owned() }
                })
            }
        }
    };
}

words!(
    /// The states of the machine. `Done`, `Cancelled` and `Superseded` are final.
    State, "state" {
        Queued = "queued",
        /// A create whose candidates are being looked up.
        Preflight = "preflight",
        /// Stored before the first byte leaves.
        Sending = "sending",
        /// Sent, outcome unknown; only reads may follow.
        Ambiguous = "ambiguous",
        /// A read that shall tell the outcome is on its way.
        Reconciling = "reconciling",
        Done = "done",
        /// Refused or given up; waits for a person.
        Parked = "parked",
        /// Somebody else changed the same field; waits for a person.
        Conflict = "conflict",
        /// Who this is is not clear; waits for a person.
        Review = "review",
        Cancelled = "cancelled",
        /// Its content lives on in its successor.
        Superseded = "superseded",
    }
);

words!(
    /// Why a person is needed.
    Reason, "reason" {
        Conflict = "conflict",
        Rejected = "rejected",
        Candidates = "candidates",
        Gone = "gone",
        Permission = "permission",
    }
);

words!(
    /// What everybody outside is told.
    Word, "word" {
        Waiting = "waiting",
        Sending = "sending",
        Checking = "checking",
        InDms = "in_dms",
        NeedsPerson = "needs_person",
        Cancelled = "cancelled",
    }
);

impl State {
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Superseded)
    }

    pub const fn needs_person(self) -> bool {
        matches!(self, Self::Parked | Self::Conflict | Self::Review)
    }

    /// A superseded entry is told as cancelled; its successor says how it goes on.
    pub const fn public(self) -> Word {
        match self {
            Self::Queued | Self::Preflight => Word::Waiting,
            Self::Sending => Word::Sending,
            Self::Ambiguous | Self::Reconciling => Word::Checking,
            Self::Done => Word::InDms,
            Self::Parked | Self::Conflict | Self::Review => Word::NeedsPerson,
            Self::Cancelled | Self::Superseded => Word::Cancelled,
        }
    }
}
