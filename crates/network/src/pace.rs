//! How fast requests may follow each other: as fast as they come, until the network says that it
//! was too fast. Then one after the other with a gap, learned from how many it had taken in the
//! last second; the gap shrinks slowly while nothing is refused.
//!
//! It only counts and says how long to wait: it never sleeps and knows no request.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Limits are counted by the second.
const WINDOW: Duration = Duration::from_secs(1);
/// One request every two seconds is as slow as we get by ourselves.
const WIDEST: Duration = Duration::from_secs(2);
/// A gap smaller than this is none.
const NARROWEST: Duration = Duration::from_millis(20);
/// So long nothing must have been refused before the gap is made smaller.
const QUIET: Duration = Duration::from_secs(20);

#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// When the requests of the last second left, and whether they were refused for their number.
    recent: VecDeque<(Instant, bool)>,
    gap: Duration,
    /// When the next request may leave, once there is a gap.
    next: Option<Instant>,
    /// When the gap was last made, widened or narrowed.
    changed: Option<Instant>,
}

impl Pace {
    /// How long a request that would leave now has to wait for its turn. It is counted as leaving
    /// then.
    pub fn turn(&mut self, now: Instant) -> Duration {
        self.recover(now);
        let at = match self.next {
            Some(next) if !self.gap.is_zero() => next.max(now),
            _ => now,
        };
        self.next = (!self.gap.is_zero()).then(|| at + self.gap);
        while self.recent.front().is_some_and(|(left, _)| *left + WINDOW < now) {
            self.recent.pop_front();
        }
        self.recent.push_back((at, false));
        at.saturating_duration_since(now)
    }

    /// A request that left at `left` was refused for the number of them.
    pub fn refused(&mut self, left: Instant, now: Instant) {
        if let Some(one) = self.recent.iter_mut().find(|(at, refused)| *at == left && !*refused) {
            one.1 = true;
        }
        let burst = self.gap.is_zero() || self.changed.is_some_and(|changed| left < changed);
        if burst {
            // Several that left together are refused together: each tells more of how many were
            // too many.
            let taken = self
                .recent
                .iter()
                .filter(|(at, refused)| !refused && *at <= now && *at + WINDOW >= left)
                .count();
            let taken = u32::try_from(taken).unwrap_or(u32::MAX).max(1);
            // A little slower than what was taken, so that the seconds of two clocks fit.
            let gap = WINDOW.mul_f64(1.1) / taken;
            self.gap = self.gap.max(gap).min(WIDEST);
        } else {
            self.gap = self.gap.mul_f64(1.5).min(WIDEST);
        }
        self.changed = Some(now);
        self.next = Some(self.next.unwrap_or(now).max(now + self.gap));
    }

    /// Nothing leaves before `until`, and then one after the other.
    pub fn not_before(&mut self, until: Instant) {
        if !self.gap.is_zero() {
            self.next = self.next.max(Some(until));
        }
    }

    fn recover(&mut self, now: Instant) {
        while let Some(changed) = self.changed
            && !self.gap.is_zero()
            && now.saturating_duration_since(changed) >= QUIET
        {
            self.gap = self.gap.mul_f64(0.8);
            self.changed = Some(changed + QUIET);
            if self.gap < NARROWEST {
                self.gap = Duration::ZERO;
                self.next = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    /// Asks `count` times at once and refuses what a limit a second would; answers with the gap.
    fn learned(limit: usize, count: usize) -> (Pace, Instant) {
        let (mut pace, now) = (Pace::default(), Instant::now());
        let left: Vec<Instant> = (0..count).map(|_| now + pace.turn(now)).collect();
        for at in left.into_iter().skip(limit) {
            pace.refused(at, now + ms(5));
        }
        (pace, now + ms(5))
    }

    #[test]
    fn nobody_waits_before_the_first_refusal() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        assert!((0..100).all(|_| pace.turn(now).is_zero()));
    }

    #[test]
    fn a_burst_that_was_refused_in_part_tells_the_limit() {
        for (limit, count) in [(3, 10), (5, 10), (10, 20)] {
            let (mut pace, now) = learned(limit, count);
            let later = now + ms(5_000);
            let turns: Vec<Duration> = (0..=limit).map(|_| pace.turn(later)).collect();
            assert!(turns[limit] >= WINDOW, "{limit}: {turns:?}");
            assert!(turns[limit] < WINDOW.mul_f64(1.3), "{limit}: {turns:?}");
        }
    }

    #[test]
    fn who_is_refused_at_the_learned_pace_goes_slower_still_and_never_stands() {
        let (mut pace, mut now) = learned(3, 10);
        let before = pace.gap;
        for _ in 0..20 {
            now += ms(3_000);
            pace.turn(now);
            pace.refused(now, now + ms(5));
            now += ms(5);
        }
        assert!(pace.gap > before && pace.gap <= WIDEST, "{:?}", pace.gap);
    }

    #[test]
    fn the_pace_comes_back_slowly_and_wholly() {
        let (mut pace, now) = learned(3, 10);
        let gap = pace.gap;
        pace.turn(now + ms(19_000));
        assert_eq!(pace.gap, gap);
        pace.turn(now + ms(21_000));
        assert!(pace.gap < gap && pace.gap > gap / 2);
        let later = now + ms(3_600_000);
        assert!((0..50).all(|_| pace.turn(later).is_zero()));
    }

    #[test]
    fn after_a_wait_the_network_named_they_leave_one_by_one() {
        let (mut pace, now) = learned(3, 10);
        let until = now + ms(1_000);
        pace.not_before(until);
        let turns: Vec<Duration> = (0..3).map(|_| pace.turn(now)).collect();
        assert!(turns[0] >= ms(1_000) && turns[1] > turns[0] && turns[2] > turns[1], "{turns:?}");
    }
}
