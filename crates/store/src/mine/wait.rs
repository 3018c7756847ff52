//! Waits that outlive the process.
//!
//! Within one process they end by its monotonic time, whatever happens to the clock. A new process
//! has a monotonic time of its own: there the wall clock says how much is left, but never more
//! than was meant.

use jiff::Timestamp;

/// Now, in both times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since some start that is the draining process's own.
    pub mono_ms: i64,
    pub wall: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    pub mono_ms: i64,
    pub wall_ms: i64,
    pub span_ms: i64,
}

impl Wait {
    pub fn of(now: Moment, ms: u64) -> Self {
        let span_ms = i64::try_from(ms).unwrap_or(i64::MAX);
        Self {
            mono_ms: now.mono_ms.saturating_add(span_ms),
            wall_ms: now.wall.as_millisecond().saturating_add(span_ms),
            span_ms,
        }
    }

    /// What is left of it, in the time of the process that starts now.
    pub fn carried_to(self, now: Moment) -> Self {
        let left = self.wall_ms.saturating_sub(now.wall.as_millisecond()).clamp(0, self.span_ms);
        Self { mono_ms: now.mono_ms.saturating_add(left), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(mono_ms: i64, wall_ms: i64) -> Moment {
        Moment { mono_ms, wall: Timestamp::from_millisecond(wall_ms).unwrap() }
    }

    #[test]
    fn what_is_left_of_a_wait_is_carried_into_the_next_process() {
        let wait = Wait::of(moment(50_000, 1_000_000), 10_000);
        assert_eq!(wait.carried_to(moment(0, 1_004_000)).mono_ms, 6000);
        assert_eq!(wait.carried_to(moment(0, 1_020_000)).mono_ms, 0);
    }

    #[test]
    fn a_clock_that_was_set_back_ten_years_makes_no_wait_longer() {
        let ten_years = 315_576_000_000;
        let wait = Wait::of(moment(0, ten_years), 10_000);
        assert_eq!(wait.carried_to(moment(0, 0)).mono_ms, 10_000);
        assert_eq!(wait.carried_to(moment(0, 2 * ten_years)).mono_ms, 0);
    }
}
