//! How long ago the network last took this desk's credentials, by a clock that anybody at the
//! computer can set.
//!
//! What was counted is never taken back by a clock that is set back, and a leap ahead is believed
//! only when the clock still says so a while later: a clock that was set wrong and put right again
//! costs nothing. What passes while a desk is open counts by the time nobody can set; of a desk that sleeps, by
//! the clock alone.

use crate::failure::Result;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::mine::Mine;

const KEY: &str = "dead_man";
/// The network's word is written down this often.
const CONTACT_NOTED: SignedDuration = SignedDuration::from_hours(1);
/// Less than this is added up at a later look.
const NOTED: SignedDuration = SignedDuration::from_mins(30);
/// The clock may be ahead of the running program by so much without being doubted.
const LEAP: SignedDuration = SignedDuration::from_hours(2);
/// For so long a leap has to hold.
const DOUBTED: SignedDuration = SignedDuration::from_mins(10);
/// So long after its last word the network is asked: once a day, by a desk that looks every hour.
const ASKED: SignedDuration = SignedDuration::from_hours(23);
/// Nothing is let go of on the word of one question, nor of two that followed each other.
const APART: SignedDuration = SignedDuration::from_hours(1);
/// Where the last question is older than this, it is asked anew before anything goes.
const JUST_NOW: SignedDuration = SignedDuration::from_mins(10);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    /// When the network last took the credentials; none: not since this is counted.
    #[serde(default)]
    pub contact: Option<Timestamp>,
    /// So much time has passed since, as far as it is believed.
    pub seconds: i64,
    /// What the clock said then.
    pub seen: Timestamp,
    /// The clock leapt ahead and first said so.
    #[serde(default)]
    pub leapt: Option<Timestamp>,
    /// When the copy was last let go of.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
    /// The outbox was sealed then too.
    #[serde(default)]
    pub sealed: bool,
    /// The network has not been back since.
    #[serde(default)]
    pub away: bool,
    /// It was asked when the days may have been over, and did not let this desk in.
    #[serde(default)]
    pub unheard: Option<Unheard>,
}

/// The first and the last such question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unheard {
    first: Timestamp,
    last: Timestamp,
}

impl Count {
    pub fn from_now(now: Timestamp) -> Self {
        Self {
            contact: None,
            seconds: 0,
            seen: now,
            leapt: None,
            gone_at: None,
            sealed: false,
            away: false,
            unheard: None,
        }
    }

    /// `ran`: how long this program has been running since it looked last. True where there is
    /// something new to be written down.
    fn look(&mut self, now: Timestamp, ran: SignedDuration) -> bool {
        let step = now.duration_since(self.seen);
        let little = !step.is_negative() && step < NOTED && ran < NOTED;
        if little && self.leapt.is_none() {
            return false;
        }
        if step > ran.saturating_add(LEAP) {
            match self.leapt {
                Some(first) if now.duration_since(first) >= DOUBTED => {}
                Some(first) if now >= first => return false,
                _ => {
                    self.leapt = Some(now);
                    return true;
                }
            }
        }
        self.leapt = None;
        self.seconds = self.seconds.saturating_add(step.max(ran).as_secs());
        self.seen = now;
        true
    }

    fn is_over(&self, days: u32) -> bool {
        self.seconds >= i64::from(days).saturating_mul(24 * 3600)
    }

    /// Whether it is over, should the clock be right.
    pub fn may_be_over(&self, days: u32, now: Timestamp) -> bool {
        let ahead = now.duration_since(self.seen).as_secs().max(0);
        Self { seconds: self.seconds.saturating_add(ahead), ..self.clone() }.is_over(days)
    }

    /// Whether nothing was heard for so long that the network is asked.
    pub fn is_quiet(&self) -> bool {
        self.leapt.is_some() || self.seconds >= ASKED.as_secs()
    }

    /// It was asked, and did not let this desk in.
    fn unheard(&mut self, days: u32, now: Timestamp) {
        if self.may_be_over(days, now) {
            // A clock that was put right begins it anew.
            let first = self.unheard.map_or(now, |before| before.first.min(now));
            self.unheard = Some(Unheard { first, last: now });
        }
    }

    /// The days are over, and the network was asked again and again, just now as well.
    pub fn is_past(&self, days: u32, now: Timestamp) -> bool {
        let told = |unheard: Unheard| {
            unheard.last.duration_since(unheard.first) >= APART
                && now.duration_since(unheard.last).abs() < JUST_NOW
        };
        self.is_over(days) && self.unheard.is_some_and(told)
    }

    /// Counted anew by the word of a person, not of the network.
    fn begun_anew(&self, now: Timestamp) -> Self {
        let (contact, gone_at, away) = (self.contact, self.gone_at, self.away);
        Self { contact, gone_at, sealed: self.sealed, away, ..Self::from_now(now) }
    }

    fn admitted(&self, now: Timestamp) -> Self {
        let (gone_at, sealed) = (self.gone_at, self.sealed);
        Self { contact: Some(now), gone_at, sealed, ..Self::from_now(now) }
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        let near = |at: Timestamp| now.duration_since(at).abs() < CONTACT_NOTED;
        self.contact.is_some_and(near)
            && near(self.seen)
            && self.leapt.is_none()
            && !self.away
            && self.unheard.is_none()
    }
}

/// None where nothing was ever counted here. One that cannot be read begins anew.
pub(crate) fn of(mine: &Mine) -> std::result::Result<Option<Count>, store::Failure> {
    Ok(mine.setting(KEY)?.and_then(|kept| serde_json::from_value(kept).ok()))
}

pub(crate) fn note(mine: &Mine, count: &Count) -> std::result::Result<(), store::Failure> {
    mine.set_setting(KEY, &json!(count))
}

/// What is counted up to now, and whether anything of it is new.
pub(crate) fn looked(mine: &Mine, now: Timestamp, ran: SignedDuration) -> Result<(Count, bool)> {
    let Some(mut count) = of(mine)? else {
        let count = Count::from_now(now);
        note(mine, &count)?;
        return Ok((count, true));
    };
    let new = count.look(now, ran);
    if new {
        note(mine, &count)?;
    }
    Ok((count, new))
}

/// The network took this desk's credentials. Nothing is written where nobody counts.
pub(crate) fn admitted(mine: &Mine, now: Timestamp) -> std::result::Result<(), store::Failure> {
    match of(mine)? {
        Some(count) if !count.is_fresh(now) => note(mine, &count.admitted(now)),
        _ => Ok(()),
    }
}

/// The network was asked, and did not let this desk in.
pub(crate) fn unheard(
    mine: &Mine,
    days: u32,
    now: Timestamp,
) -> std::result::Result<(), store::Failure> {
    let Some(mut count) = of(mine)? else { return Ok(()) };
    count.unheard(days, now);
    note(mine, &count)
}

/// Whoever has the phrase opened what was sealed.
pub(crate) fn begin_anew(mine: &Mine, now: Timestamp) -> std::result::Result<(), store::Failure> {
    of(mine)?.map_or(Ok(()), |count| note(mine, &count.begun_anew(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_TIME: SignedDuration = SignedDuration::ZERO;

    fn at(hours: i64) -> Timestamp {
        let begin: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        begin.checked_add(SignedDuration::from_hours(hours)).unwrap()
    }

    fn hours(count: &Count) -> i64 {
        count.seconds / 3600
    }

    #[test]
    fn a_desk_that_lay_switched_off_is_believed_at_the_second_look() {
        let mut count = Count::from_now(at(0));
        count.look(at(15 * 24), NO_TIME);
        assert!(!count.is_over(14), "the clock may have been set");
        assert!(!count.look(at(15 * 24), NO_TIME), "at once is no second look");
        count.look(at(15 * 24 + 1), SignedDuration::from_hours(1));
        assert!(count.is_over(14) && !count.is_over(16));
    }

    #[test]
    fn a_clock_that_leaps_ahead_and_back_has_counted_nothing() {
        let mut count = Count::from_now(at(0));
        for ahead in [40 * 24, 9_000 * 24] {
            count.look(at(ahead), NO_TIME);
            count.look(at(1), NO_TIME);
            assert_eq!((hours(&count), count.leapt), (1, None));
        }
    }

    #[test]
    fn a_clock_that_is_set_back_takes_nothing_back_and_a_program_that_runs_counts_on() {
        let mut count = Count::from_now(at(0));
        for hour in 1..=200 {
            count.look(at(hour), SignedDuration::from_hours(1));
        }
        assert_eq!(hours(&count), 200);
        for _ in 0..200 {
            count.look(at(-500), SignedDuration::from_hours(1));
        }
        assert_eq!(hours(&count), 400);
        assert!(count.is_over(14));
    }

    #[test]
    fn the_days_are_past_once_questions_an_hour_apart_went_unheard_and_the_last_one_just_now() {
        let mut count = Count { seconds: 15 * 24 * 3600, ..Count::from_now(at(0)) };
        assert!(!count.is_past(14, at(0)), "nobody was asked");
        count.unheard(14, at(0));
        count.unheard(14, at(0));
        assert!(!count.is_past(14, at(0)));
        count.unheard(14, at(1));
        assert!(count.is_past(14, at(1)) && !count.is_past(16, at(1)));
        assert!(!count.is_past(14, at(3)), "asked again first");
        // What went unheard long before the days were over says nothing.
        let mut early = Count::from_now(at(0));
        early.unheard(14, at(1));
        early.look(at(14 * 24), SignedDuration::from_hours(14 * 24));
        early.unheard(14, at(14 * 24));
        assert!(!early.is_past(14, at(14 * 24)));
        // Nor does what a clock said that was ahead.
        early.unheard(14, at(14 * 24 - 5));
        assert!(!early.is_past(14, at(14 * 24 - 5)));
    }

    #[test]
    fn the_networks_word_begins_the_count_anew_whatever_the_clock_said_before() {
        let mut count = Count::from_now(at(0));
        count.look(at(9_000 * 24), NO_TIME);
        count.look(at(9_000 * 24 + 1), NO_TIME);
        assert!(count.is_over(365));
        assert!(!count.is_fresh(at(5)));
        let count = count.admitted(at(5));
        assert_eq!((count.seconds, count.contact), (0, Some(at(5))));
        assert!(count.is_fresh(at(5)) && !count.is_fresh(at(6)) && !count.is_fresh(at(4)));
    }
}
