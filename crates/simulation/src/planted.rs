//! Bugs on purpose, each played until a rule breaks: what catches it, and after how many seeds.

use crate::many;
use crate::plan::Theme;
use anyhow::Result;
use outbox::planted::{Bug, plant};
use std::fmt;
use std::ops::ControlFlow;

/// Every bug, the run that meets its place soonest, and its name.
pub const BUGS: &[(Bug, Theme, &str)] = &[
    (Bug::BlindRetry, Theme::LostAnswers, "a lost answer is sent again at once"),
    (Bug::SendingIsWaitingAtStart, Theme::Crashes, "sending is waiting again after a restart"),
    (Bug::UnauthorizedIsFinal, Theme::Everything, "a 401 is a refusal"),
    (Bug::RefusedConnectionIsFinal, Theme::Everything, "a refused connection is a refusal"),
    (Bug::NoTwinCheck, Theme::LateCommits, "no search for a second copy"),
    (Bug::ResendInsideTheWindow, Theme::LostAnswers, "one empty search, and it is sent again"),
    (Bug::BelieveTheYes, Theme::Everything, "a yes of the network ends a change"),
    (Bug::LostAnswerIsSuccess, Theme::Everything, "a lost answer is a yes"),
    (Bug::TwoAtOnce, Theme::Everything, "two changes of a customer at once"),
    (Bug::OvertakeAParkedHead, Theme::Everything, "what waits for a person is overtaken"),
    (Bug::MineAlwaysWins, Theme::Everything, "mine wins each conflict"),
    (Bug::WriteTheOldSection, Theme::Everything, "the section is written as it was seen"),
    (Bug::AdoptTheFirstHit, Theme::LostAnswers, "the first hit of a search is adopted"),
    (Bug::TrustAnotherId, Theme::Everything, "another customer's id is believed"),
    (Bug::WallClockForWaits, Theme::Everything, "waits by the clock on the wall"),
    (Bug::IgnoreRetryAfter, Theme::Throttling, "Retry-After is ignored"),
    (Bug::DeleteBeforeSend, Theme::LostAnswers, "deleted before it is sent"),
    (Bug::RemapInMemory, Theme::LostAnswers, "the id map is kept in memory only"),
    (Bug::DropAtStart, Theme::Everything, "what waits is dropped at a start"),
    (Bug::WakeOnLocalWriteOnly, Theme::SamePerson, "woken by a save only"),
    (Bug::OffByOneBatch, Theme::LostAnswers, "the last of a batch is left out"),
    (Bug::CountAttemptsInMemory, Theme::Everything, "attempts are counted in memory"),
    (Bug::ForgetTheBaseOnRebase, Theme::Capitals, "the base is not moved behind an own write"),
    (Bug::BusyMeansNotDone, Theme::Everything, "a 503 means that it was not done"),
    (Bug::TransportResends, Theme::LostAnswers, "the transport sends writes again"),
    (Bug::CreateBlind, Theme::SamePerson, "created without asking about candidates"),
    (Bug::RetryWhatIsParked, Theme::Everything, "what waits for a person is sent at a start"),
    (Bug::BytesBeforeIntent, Theme::Everything, "the bytes leave before it is stored"),
    (Bug::LocalIdOnTheWire, Theme::Everything, "an id made here is sent"),
];

pub struct Caught {
    pub name: &'static str,
    /// The rule that broke, and after how many seeds.
    pub by: Option<(&'static str, u64)>,
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.by {
            Some((rule, seeds)) => write!(f, "{:<48} {rule:<26} {seeds:>4}", self.name),
            None => write!(f, "{:<48} NOT CAUGHT", self.name),
        }
    }
}

/// Plays one of them for at most so many seeds. Only one may be planted at a time.
pub fn hunt(
    bug: Bug,
    theme: Theme,
    name: &'static str,
    most: u64,
    threads: usize,
) -> Result<Caught> {
    plant(bug);
    let mut by: Option<(&'static str, u64)> = None;
    let played = many::each(
        1,
        theme,
        threads,
        |seed| seed <= most,
        |outcome| {
            let Some(first) = outcome.breaches.first() else {
                return Ok(ControlFlow::Continue(()));
            };
            if by.is_none_or(|(_, seed)| outcome.seed < seed) {
                by = Some((first.rule, outcome.seed));
            }
            Ok(ControlFlow::Break(()))
        },
    );
    plant(Bug::Nothing);
    played?;
    Ok(Caught { name, by })
}
