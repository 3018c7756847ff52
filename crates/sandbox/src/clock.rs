//! The server's own clock, which a test may set askew or move on. The machine's clock is read here
//! and nowhere else.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset: SignedDuration,
    /// In played time: when it began, on both scales.
    played: Option<(Timestamp, Instant)>,
}

impl Clock {
    /// Goes with the runtime's time, which may be paused.
    pub fn played(begin: Timestamp) -> Self {
        Self { played: Some((begin, Instant::now())), ..Self::default() }
    }

    pub fn now(&self) -> Timestamp {
        let now = match self.played {
            Some((begin, since)) => begin + since.elapsed(),
            None => machine(),
        };
        now.checked_add(self.offset).unwrap_or(now)
    }

    pub fn offset_ms(&self) -> i64 {
        i64::try_from(self.offset.as_millis()).unwrap_or(i64::MAX)
    }

    pub fn set_offset_ms(&mut self, ms: i64) {
        self.offset = SignedDuration::from_millis(ms);
    }

    pub fn advance_ms(&mut self, ms: i64) {
        self.offset = self.offset.saturating_add(SignedDuration::from_millis(ms));
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the sandbox asks the time")]
fn machine() -> Timestamp {
    Timestamp::now()
}

/// The form of the HTTP `Date` header.
pub fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_moves_the_time_and_the_http_date() {
        let mut clock = Clock::default();
        let before = clock.now();
        clock.set_offset_ms(3_600_000);
        clock.advance_ms(3_600_000);
        let moved = clock.now().duration_since(before).as_secs();
        assert!((7_200..7_210).contains(&moved), "{moved}");
        assert_eq!(http_date(Timestamp::UNIX_EPOCH), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
