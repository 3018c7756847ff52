//! Nothing is kept longer than it is of use: customers nobody looks at, what finished changes said,
//! drafts, submissions, decisions, logs.

use crate::config::Privacy;
use crate::failure::Result;
use crate::{Desk, identity_number};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;
use store::copies;
use store::mine::{Cut, Emptied};
use store::theirs::Keeping;

/// For how long each is kept; `[privacy]` in the configuration.
pub type Limits = Privacy;

/// How often the program looks.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
const LOOKED: Duration = Duration::from_secs(10 * 60);
/// When it last did.
const DONE: &str = "retained_at";
/// Until when the export that was loaded is kept as a whole.
pub(crate) const IMPORT_UNTIL: &str = "import_until";
/// The author of what the program does by itself.
const BY_ITSELF: &str = "desk";

/// What was let go of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    pub customers: usize,
    pub emptied: Emptied,
    pub logs: usize,
    /// People who were to be forgotten once everything of theirs was sent.
    pub forgotten: usize,
    /// What is past its time and still here.
    pub left: usize,
}

fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// So long ago.
fn ago(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}

fn cut(limits: &Limits, now: Timestamp) -> Cut {
    Cut {
        finished: ago(now, SignedDuration::from_hours(i64::from(limits.finished_hours))),
        unseen: ago(now, days(limits.unused_days)),
        drafts: ago(now, days(limits.draft_days)),
        submissions: ago(now, days(limits.submission_days)),
        decisions: ago(now, days(limits.decision_days)),
    }
}

impl Desk {
    /// Lets go of all that is past its time. Blocks.
    pub fn retain(&self) -> Result<Retained> {
        let (theirs, mine) = (&self.store.theirs, &self.store.mine);
        let (limits, now) = (&self.config.privacy, self.clock.now());
        let forgotten = self.forget_those_who_waited()?;
        let cut = cut(limits, now);
        let mut emptied = mine.let_go_of_the_past(&cut, BY_ITSELF, now)?;
        emptied.submissions += self.store.inbox.let_go_of_the_past(cut.submissions)?;
        theirs.drop_facts(identity_number::OLD)?;
        let keeping = self.keeping(now)?;
        let past = theirs.past(&keeping, &mine.needed()?)?;
        let customers = theirs.remove_all(&past)?;
        if customers > 0 {
            let what = format!("past its time: {customers} customers of the copy");
            mine.append_audit(BY_ITSELF, &what, None, now)?;
        }
        if emptied.total() > 0 {
            // The older copies of mine.db still hold what was said.
            copies::renew(mine, &self.data_dir, now)?;
        }
        if let Some(kept) = set_aside_at(&self.data_dir)
            && kept < ago(now, days(limits.unused_days))
        {
            theirs.drop_unreadable()?;
        }
        let logs = drop_logs(&self.data_dir.join("logs"), ago(now, days(limits.log_days)));
        mine.set_setting(DONE, &json!(now))?;
        self.anchor_audit();
        let left = self.past_their_time()?;
        Ok(Retained { customers, emptied, logs, forgotten, left })
    }

    /// How much is past its time and still here. Blocks.
    pub fn past_their_time(&self) -> Result<usize> {
        let (now, limits) = (self.clock.now(), &self.config.privacy);
        let keeping = self.keeping(now)?;
        let customers = self.store.theirs.past(&keeping, &self.store.mine.needed()?)?.len();
        let cut = cut(limits, now);
        let cards = self.store.inbox.past(cut.submissions)?;
        Ok(customers + cards + self.store.mine.past(&cut)?.total())
    }

    fn keeping(&self, now: Timestamp) -> Result<Keeping> {
        let limits = &self.config.privacy;
        let until = match self.store.theirs.fact(IMPORT_UNTIL)? {
            Some(until) => until,
            // Loaded before there was such a date: it begins now.
            None => self.keep_import_until(now)?,
        };
        Ok(Keeping {
            unused_before: ago(now, days(limits.unused_days)),
            most: usize::try_from(limits.most_customers).unwrap_or(usize::MAX),
            imports_too: until < now.as_millisecond(),
        })
    }

    /// An export that was loaded is kept as a whole from now on, until its own date.
    pub(crate) fn keep_import_until(&self, now: Timestamp) -> Result<i64> {
        let until = now.checked_add(days(self.config.privacy.import_days));
        let until = until.unwrap_or(Timestamp::MAX).as_millisecond();
        self.store.theirs.set_facts(&[(IMPORT_UNTIL, Some(until))])?;
        Ok(until)
    }

    /// The same, where it has not been done for some hours. Blocks.
    pub fn retain_when_due(&self) -> Result<Option<Retained>> {
        let now = self.clock.now();
        let last = self.store.mine.setting(DONE)?;
        let last = last.and_then(|at| at.as_str()?.parse::<Timestamp>().ok());
        // A clock that was turned back does not put it off.
        let due = last.is_none_or(|last| now.duration_since(last).abs() >= EVERY);
        due.then(|| self.retain()).transpose()
    }

    /// What waits to be forgotten, what is past its time, and how far the audit has come. Blocks.
    pub(crate) fn see_to_what_is_past(&self) -> Result<()> {
        self.forget_those_who_waited()?;
        let done = self.retain_when_due();
        self.anchor_audit();
        if let Some(done) = done? {
            tracing::info!(
                retain.customers = done.customers,
                retain.rows = done.emptied.total(),
                retain.logs = done.logs,
                "what was past its time is gone"
            );
        }
        Ok(())
    }

    /// For as long as the desk is open.
    pub fn tend_privacy(self: &Arc<Self>) -> tokio::task::JoinHandle<()> {
        let desk = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOKED).await;
                let Some(desk) = Weak::upgrade(&desk) else { return };
                match tokio::task::spawn_blocking(move || desk.see_to_what_is_past()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(failure)) => {
                        tracing::warn!(%failure, "what is past its time could not be let go of");
                    }
                    Err(_) => return,
                }
            }
        })
    }
}

/// When the copy that cannot be read was put aside.
fn set_aside_at(data_dir: &Path) -> Option<Timestamp> {
    let meta = std::fs::metadata(data_dir.join("theirs.unreadable.db")).ok()?;
    Timestamp::try_from(meta.modified().ok()?).ok()
}

/// Logs are told by the day in their names.
fn drop_logs(folder: &Path, before: Timestamp) -> usize {
    let before = before.to_zoned(jiff::tz::TimeZone::UTC).date();
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let old = files.filter(|file| {
        let name = file.file_name().to_string_lossy().into_owned();
        name.split('.').any(|part| part.parse::<Date>().is_ok_and(|day| day < before))
    });
    // One that stays is removed the next time.
    old.filter(|file| std::fs::remove_file(file.path()).is_ok()).count()
}
