//! Where the transitions lead, and what is stored with each: the ends that several states share.

use crate::entry::{Counters, Decided, Difference, Entry, Kind};
use crate::event::{Effect, Event, LanePause};
use crate::pace::{self, backoff_ms};
use crate::state::{Reason, State};
use crate::step::Pace;

type Way = (State, Vec<Effect>);

/// Asked again later.
pub(crate) fn wait(counters: Counters, note: &str, pace: &Pace, home: State) -> Way {
    let wait = backoff_ms(counters.waits, pace.jitter);
    let next = Counters {
        waits: counters.waits.saturating_add(1),
        unread_ms: counters.unread_ms.saturating_add(wait.max(1000)),
        ..counters
    };
    (home, vec![Effect::Counters(next), Effect::Wait(wait), Effect::Note(note.to_owned())])
}

pub(crate) fn unknown(counters: Counters, note: &str, pace: &Pace) -> Way {
    (
        State::Ambiguous,
        vec![
            Effect::Counters(Counters { searches: 0, ..counters }),
            Effect::Settle,
            Effect::Wait(pace::search_due_ms(0, pace.settle_ms)),
            Effect::Note(note.to_owned()),
        ],
    )
}

/// A read may be older than the write, so it is looked for again until the window is over. Then it
/// is sent once more, on top of what the network holds; after that a person has to know.
pub(crate) fn not_kept(entry: &Entry, differs: &[Difference], over: bool, pace: &Pace) -> Way {
    let counters = entry.counters;
    let differs = Effect::Differs(differs.to_vec());
    if !over {
        let wait = next_search(entry, counters.searches, pace);
        let counters = Counters { searches: counters.searches.saturating_add(1), ..counters };
        return (State::Ambiguous, vec![Effect::Counters(counters), wait]);
    }
    if counters.not_kept > 0 {
        let note = "the network said yes twice and did not keep it";
        let mut effects = parked(Reason::Rejected, Some(note));
        effects.push(differs);
        return (State::Parked, effects);
    }
    let counters = Counters { not_kept: 1, searches: 0, ..counters };
    (State::Queued, vec![Effect::Counters(counters), Effect::Wait(0), differs])
}

/// When the next search is due, counted from the start of the settle window; where that is long
/// past, because nothing could be asked meanwhile, still some time after the search just done.
pub(crate) fn next_search(entry: &Entry, searches: u32, pace: &Pace) -> Effect {
    let settle = i64::try_from(pace.settle_ms).unwrap_or(i64::MAX);
    let end = entry.settle_until_ms.unwrap_or(pace.now_ms);
    let due = i64::try_from(pace::search_due_ms(searches, pace.settle_ms)).unwrap_or(settle);
    let wait = end.saturating_sub(settle).saturating_add(due).saturating_sub(pace.now_ms);
    let apart = pace::search_apart_ms(searches, pace.settle_ms);
    Effect::Wait(u64::try_from(wait).unwrap_or(0).max(apart))
}

/// The window is over, and it did not arrive. One that was sent elsewhere again and again would be
/// so for ever.
pub(crate) fn send_again(entry: &Entry, pace: &Pace) -> Way {
    let counters = Counters { searches: 0, ..entry.counters };
    if counters.diverted >= pace::DIVERTED_TRIES {
        let note = "the network sends it elsewhere each time, and it does not arrive";
        return (State::Parked, parked(Reason::Rejected, Some(note)));
    }
    retry_later(entry, counters, pace)
}

/// Back into the queue by itself, as long as the budget lasts.
pub(crate) fn retry_later(entry: &Entry, counters: Counters, pace: &Pace) -> Way {
    if entry.auto_budget <= 1 {
        return (State::Parked, parked(Reason::Rejected, Some("still refused after many tries")));
    }
    let next = Counters { waits: counters.waits.saturating_add(1), ..counters };
    (
        State::Queued,
        vec![
            Effect::SpendBudget,
            Effect::Counters(next),
            Effect::Wait(backoff_ms(counters.waits, pace.jitter)),
        ],
    )
}

pub(crate) fn locked(entry: &Entry, pace: &Pace) -> Way {
    let counters = entry.counters;
    if counters.locked_ms >= pace::LOCKED_PATIENCE_MS {
        let note = "the record has been open in the DMS for 15 minutes";
        return (State::Parked, parked(Reason::Rejected, Some(note)));
    }
    let wait = backoff_ms(counters.waits, pace.jitter);
    let next = Counters {
        waits: counters.waits.saturating_add(1),
        // A short wait counts as a second, so that patience ends even where chance is kind.
        locked_ms: counters.locked_ms.saturating_add(wait.max(1000)),
        ..counters
    };
    let note = Effect::Note("the record is open in the DMS".to_owned());
    (State::Queued, vec![Effect::Counters(next), Effect::Wait(wait), note])
}

/// Nothing leaves over such a line, whoever's entry it is.
pub(crate) fn untrusted(note: &str) -> Vec<Effect> {
    vec![Effect::PauseLane(LanePause::Certificate), Effect::Note(note.to_owned())]
}

/// One entry that is not permitted is that entry's trouble: the others go on. A second one with
/// nothing taken in between is everybody's, and so is one of which the network says so.
pub(crate) fn forbidden(note: &str, pace: &Pace) -> Way {
    if pace.forbidden_elsewhere || note.to_lowercase().contains("scope") {
        let pause = Effect::PauseLane(LanePause::Permission);
        return (State::Queued, vec![pause, Effect::Note(note.to_owned())]);
    }
    let mut effects = parked(Reason::Permission, Some(note));
    effects.push(Effect::Forbidden(true));
    (State::Parked, effects)
}

pub(crate) fn throttled(
    counters: Counters,
    after_ms: Option<u64>,
    pace: &Pace,
    home: State,
) -> Way {
    if let Some(wait) = after_ms.filter(|ms| *ms > 0) {
        let next = Counters { waits: counters.waits.saturating_add(1), ..counters };
        return (home, vec![Effect::Counters(next), Effect::HoldLane(wait)]);
    }
    // Without a figure of the network's own, or with none that is any, it is this entry that waits,
    // and its patience that ends. For how long the line rests is not the entry's to say.
    if counters.unread_ms >= pace::UNREAD_PATIENCE_MS {
        return (State::Parked, parked(Reason::Rejected, Some(TOO_BUSY)));
    }
    let (state, mut effects) = wait(counters, TOO_BUSY, pace, home);
    for effect in &mut effects {
        if let Effect::Wait(ms) = effect {
            *ms = (*ms).max(1000);
        }
    }
    (state, effects)
}

const TOO_BUSY: &str = "the network asks to wait, without saying how long";

pub(crate) fn gone() -> Way {
    let note = "the customer no longer exists in the network: merged or deleted there";
    (State::Parked, parked(Reason::Gone, Some(note)))
}

pub(crate) fn parked(reason: Reason, note: Option<&str>) -> Vec<Effect> {
    let mut effects = vec![Effect::Reason(Some(reason))];
    effects.extend(note.map(|note| Effect::Note(note.to_owned())));
    effects
}

pub(crate) fn review(ids: &[String], note: Option<&str>) -> Way {
    let mut effects = parked(Reason::Candidates, note);
    effects.push(Effect::CandidatesAre(ids.to_vec()));
    (State::Review, effects)
}

const RESTORED: &str = "this comes out of a restored or moved outbox: it may have been sent before";
const UNDONE: &str = "this comes out of a restored or moved outbox: it may have been sent before, and \
                      somebody may have changed it back since";

/// Looked for before anything else. A change of somebody the network is not known to have yet waits
/// for that, and is held against the network then.
pub(crate) fn restored(entry: &Entry, pace: &Pace) -> Way {
    let counters = Counters { restored: true, ..entry.counters };
    if entry.state.needs_person() {
        return (entry.state, vec![Effect::Counters(counters)]);
    }
    let note = Effect::Note(RESTORED.to_owned());
    if entry.kind == Kind::Create {
        return unknown(counters, RESTORED, pace);
    }
    if entry.server_id.is_none() && entry.state == State::Queued {
        return (State::Queued, vec![Effect::Counters(counters), note]);
    }
    let counters = Counters { searches: 0, ..counters };
    (State::Ambiguous, vec![Effect::Counters(counters), Effect::Wait(0), note])
}

/// Out of a restored folder, and the network does not hold it: whether it was never sent or was
/// undone there nobody can tell but a person.
fn undone(entry: &Entry, event: &Event) -> Way {
    let seen = Effect::Counters(Counters { restored: false, ..entry.counters });
    let (state, mut effects) = match event {
        Event::Clash { conflicts, .. } if conflicts.is_empty() => {
            (State::Parked, parked(Reason::Rejected, None))
        }
        _ => conflict(event),
    };
    effects.extend([seen, Effect::Note(UNDONE.to_owned())]);
    (state, effects)
}

pub(crate) fn clash(entry: &Entry, event: &Event) -> Way {
    if entry.counters.restored { undone(entry, event) } else { conflict(event) }
}

fn conflict(event: &Event) -> Way {
    let mut effects = parked(Reason::Conflict, None);
    if let Event::Clash { conflicts, merged, theirs } = event {
        effects.push(Effect::Conflicts {
            conflicts: conflicts.clone(),
            merged: merged.clone(),
            theirs: theirs.clone(),
        });
    }
    (State::Conflict, effects)
}

/// What an entry in conflict stands for, before a person decides.
pub(crate) fn decided(entry: &Entry) -> Option<Box<Decided>> {
    let detail = &entry.detail;
    Some(Box::new(Decided {
        body: entry.body.clone(),
        conflicts: detail.conflicts.clone(),
        merged: detail.merged.clone()?,
        theirs: detail.theirs.clone()?,
    }))
}

/// The same question once more.
pub(crate) fn reopened(decided: &Decided) -> Way {
    let Decided { body, conflicts, merged, theirs } = decided.clone();
    let mut effects = vec![Effect::ClearDetail, Effect::Replace(body)];
    effects.extend(parked(Reason::Conflict, None));
    effects.push(Effect::Conflicts { conflicts, merged, theirs });
    (State::Conflict, effects)
}

pub(crate) fn adopted(id: &str) -> Way {
    let effects = vec![
        Effect::MapId(id.to_owned()),
        Effect::Adopted(id.to_owned()),
        Effect::ScheduleTwinCheck { soon: false },
        Effect::ReleaseDependants,
    ];
    (State::Done, finished(effects))
}

/// The overlay of a done entry stays until the network has been seen to hold it.
pub(crate) fn finished(mut effects: Vec<Effect>) -> Vec<Effect> {
    effects.insert(0, Effect::Reason(None));
    effects
}

pub(crate) fn superseded(successor: uuid::Uuid) -> Way {
    (
        State::Superseded,
        vec![Effect::Reason(None), Effect::Successor(successor), Effect::ClearOverlay],
    )
}

/// What follows it goes with it, and what may arrive is looked for where it went.
pub(crate) fn moved(why: &str) -> Way {
    let why = Effect::CancelledBecause(why.to_owned());
    (State::Cancelled, vec![Effect::Reason(None), why, Effect::ClearOverlay])
}

pub(crate) fn cancelled(entry: &Entry, why: &str) -> Way {
    let mut effects = vec![
        Effect::Reason(None),
        Effect::CancelledBecause(why.to_owned()),
        Effect::ClearOverlay,
        Effect::CancelDependants,
    ];
    // What left may arrive yet, and somebody should know; and so what left of the one it took the
    // place of, which is why somebody was looked up already.
    let left = !entry.never_sent() || entry.preflight_ids.is_some();
    if entry.kind == Kind::Create && left {
        effects.push(Effect::ScheduleTwinCheck { soon: false });
    }
    (State::Cancelled, effects)
}

/// That it may have been sent from another folder is not undone by trying again.
pub(crate) fn afresh(entry: &Entry) -> Vec<Effect> {
    vec![
        Effect::Reason(None),
        Effect::ClearDetail,
        Effect::ResetBudget,
        Effect::Counters(Counters { restored: entry.counters.restored, ..Counters::default() }),
        Effect::Wait(0),
    ]
}
