//! How long to wait. Randomness and time come from outside.

/// The longest an entry waits between two tries.
pub const LONGEST_WAIT_MS: u64 = 5 * 60 * 1000;
/// How long a record may stay open in the DMS before a person is asked.
pub const LOCKED_PATIENCE_MS: u64 = 15 * 60 * 1000;
/// How long the reads on an entry's way may go wrong before a person is asked.
pub const UNREAD_PATIENCE_MS: u64 = 24 * 60 * 60 * 1000;
/// How long a write of unknown outcome that may not be looked for stays that before a person is
/// asked.
pub const FORBIDDEN_PATIENCE_MS: u64 = 15 * 60 * 1000;
/// How often "changed in between" is answered by reading and merging again.
pub const CHANGED_TRIES: u32 = 3;
/// How often an answer with another address is followed by another try.
pub const DIVERTED_TRIES: u32 = 2;
/// Searches that have to come back empty before a create of unknown outcome is sent again.
pub const SEARCHES: u32 = 3;

/// Full jitter: anything up to 1 s · 2ⁿ, at most five minutes. `jitter` is in `0.0..=1.0`.
pub fn backoff_ms(waits: u32, jitter: f64) -> u64 {
    let ceiling = 1000_u64.saturating_mul(1_u64 << waits.min(20)).min(LONGEST_WAIT_MS);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 1.0 };
    // At most 300 000, so that the way through f64 is exact enough and cannot overflow.
    (ceiling as f64 * jitter) as u64
}

/// When, after the outcome became unknown, the search number `search` (from 0) is due: 5 s, 30 s
/// and the whole window for one of 120 s, and the same shares of any other.
pub const fn search_due_ms(search: u32, settle_ms: u64) -> u64 {
    match search {
        0 => settle_ms / 24,
        1 => settle_ms / 4,
        _ => settle_ms,
    }
}

/// How far a search is from the one before it at least: what a network does not show yet, it does
/// not show the next moment either.
pub const fn search_apart_ms(search: u32, settle_ms: u64) -> u64 {
    match search {
        0 | 1 => settle_ms / 24,
        _ => settle_ms / 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_doubles_from_one_second_to_five_minutes() {
        let full: Vec<u64> = (0..11).map(|waits| backoff_ms(waits, 1.0)).collect();
        assert_eq!(
            full,
            [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]
        );
        assert_eq!(backoff_ms(u32::MAX, 1.0), LONGEST_WAIT_MS);
        assert_eq!(backoff_ms(3, 0.5), 4000);
        assert_eq!(backoff_ms(3, f64::NAN), 8000);
    }

    #[test]
    fn the_searches_of_the_default_window_fall_on_5_s_30_s_and_its_end() {
        assert_eq!(
            [0, 1, 2, 3].map(|n| search_due_ms(n, 120_000)),
            [5000, 30_000, 120_000, 120_000]
        );
    }
}
