//! Bugs on purpose, so that the simulation can show that it would catch them. Only the feature
//! `planted`, which only the simulation turns on, compiles the switch in; without it nothing is
//! ever planted, and the compiler leaves the places out.

/// What can be planted, each a mistake somebody could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Bug {
    Nothing,
    BlindRetry,
    SendingIsWaitingAtStart,
    UnauthorizedIsFinal,
    RefusedConnectionIsFinal,
    NoTwinCheck,
    ResendInsideTheWindow,
    BelieveTheYes,
    LostAnswerIsSuccess,
    TwoAtOnce,
    OvertakeAParkedHead,
    MineAlwaysWins,
    WriteTheOldSection,
    AdoptTheFirstHit,
    TrustAnotherId,
    WallClockForWaits,
    IgnoreRetryAfter,
    DeleteBeforeSend,
    RemapInMemory,
    DropAtStart,
    WakeOnLocalWriteOnly,
    OffByOneBatch,
    CountAttemptsInMemory,
    ForgetTheBaseOnRebase,
    BusyMeansNotDone,
    TransportResends,
    CreateBlind,
    RetryWhatIsParked,
    BytesBeforeIntent,
    LocalIdOnTheWire,
}

#[cfg(feature = "planted")]
mod switch {
    use super::Bug;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static NOW: AtomicUsize = AtomicUsize::new(0);

    pub fn plant(bug: Bug) {
        NOW.store(bug as usize, Ordering::Relaxed);
    }

    pub fn is(bug: Bug) -> bool {
        NOW.load(Ordering::Relaxed) == bug as usize
    }
}

#[cfg(feature = "planted")]
pub use switch::{is, plant};

#[cfg(not(feature = "planted"))]
pub const fn is(_bug: Bug) -> bool {
    false
}
