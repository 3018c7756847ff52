//! The way of one write, for people to read: typed, kept, looked for, sent, answered, seen in the
//! network. Made of what is stored of it; decides nothing.

use crate::Desk;
use crate::failure::{Failure, Result};
use jiff::Timestamp;
use outbox::Entry;
use std::sync::Arc;
use store::mine::{Attempt, CourseStep};
use uuid::Uuid;

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub at: String,
    /// The last time, where the same happened several times on end.
    pub until: Option<String>,
    pub times: u32,
    /// `typed`, `kept`, `searched`, `compared`, `sent`, `answered`, `adopted`, `verified`, `no_twins`,
    /// or the name of what else can happen to an entry.
    pub what: String,
    /// Where the entry stood afterwards; empty before it was one.
    pub state: String,
    /// Of which write request it tells; 0 before the first.
    pub attempt: u32,
    /// None: the program by itself.
    pub who: Option<String>,
    /// How many a search found, or how many fields it concerns.
    pub found: Option<u32>,
    /// The number the network answered with.
    pub id: Option<String>,
    /// Why, in the program's or the network's words.
    pub note: Option<String>,
}

/// A form that has been open for longer was not typed in one go.
const ONE_SITTING: i64 = 30 * 24 * 60 * 60;

impl Desk {
    /// An entry, finished or not, and what happened to it.
    pub async fn timeline(self: &Arc<Self>, op: Uuid) -> Result<(Entry, Vec<Step>)> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mine = &desk.store.mine;
            let entry = mine.entry(op)?.ok_or(Failure::NotFound)?;
            let steps = told(&entry, mine.course(op)?, &mine.attempts(op)?);
            Ok((entry, steps))
        })
        .await?
    }
}

fn told(entry: &Entry, course: Vec<CourseStep>, attempts: &[Attempt]) -> Vec<Step> {
    let mut steps = Vec::new();
    let once = |at: &str, what: &str| Step {
        at: at.to_owned(),
        times: 1,
        what: what.to_owned(),
        ..Step::default()
    };
    if let Some(at) = typed_at(entry) {
        steps.push(Step { who: Some(entry.author.clone()), ..once(&at, "typed") });
    }
    let who = Some(entry.author.clone());
    steps.push(Step { who, state: "queued".to_owned(), ..once(&entry.created_at, "kept") });
    // An earlier version kept only the requests themselves.
    let known = |n: u32| {
        course.iter().any(|step| step.attempt == n && matches!(&*step.what, "cleared" | "send"))
    };
    for attempt in attempts.iter().filter(|attempt| !known(attempt.n)) {
        let n = attempt.n;
        steps.push(Step { attempt: n, ..once(&attempt.begun_at, "sent") });
        if let Some(at) = &attempt.answered_at {
            let id = attempt.answered_id.clone();
            steps.push(Step { attempt: n, id, ..once(at, "answered") });
        }
        if let Some(at) = &attempt.verified_at {
            steps.push(Step { attempt: n, ..once(at, "verified") });
        }
    }
    for step in course {
        let answered = attempts.iter().find(|attempt| attempt.n == step.attempt);
        add(&mut steps, step, answered, entry);
    }
    steps
}

/// In the words of whoever waits for it: a search that leads to a request is two things.
fn add(steps: &mut Vec<Step>, from: CourseStep, attempt: Option<&Attempt>, entry: &Entry) {
    let CourseStep { at, until, times, what, state, attempt: n, who, found, note } = from;
    let who = Some(who).filter(|who| who != "desk");
    let step = Step { at, until, times, what, state, attempt: n, who, found, id: None, note };
    let named = |what: &str| Step { what: what.to_owned(), ..step.clone() };
    match &*step.what {
        "cleared" => {
            steps.push(named("searched"));
            steps.push(Step { found: None, ..named("sent") });
        }
        "send" => {
            steps.push(named("compared"));
            steps.push(named("sent"));
        }
        "accepted" => {
            let at = attempt.and_then(|attempt| attempt.answered_at.clone());
            let id = attempt.and_then(|attempt| attempt.answered_id.clone());
            steps.push(Step { at: at.unwrap_or(step.at.clone()), id, ..named("answered") });
        }
        "adopt" => {
            let id = entry.adopted_id.clone().or_else(|| entry.server_id.clone());
            steps.push(Step { id, ..named("adopted") });
        }
        "landed" | "read_back" => steps.push(named("verified")),
        _ => steps.push(step),
    }
}

/// The window's forms carry the time they were opened at in their number.
fn typed_at(entry: &Entry) -> Option<String> {
    let (seconds, nanos) = entry.draft_id?.get_timestamp()?.to_unix();
    let opened = Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanos).ok()?).ok()?;
    let kept: Timestamp = entry.created_at.parse().ok()?;
    let before = kept.as_second() - opened.as_second();
    (0..ONE_SITTING).contains(&before).then(|| opened.to_string())
}
