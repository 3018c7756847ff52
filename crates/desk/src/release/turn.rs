//! Whose turn it is: a release is given to some of a dealer's desks first. A desk's turn is the same
//! however often it asks, and another one for each version, so that it is not always the same desks
//! that go ahead.

/// `rollout`: how many of a hundred.
pub(super) fn is_it(id: &str, version: &str, rollout: u32) -> bool {
    place(id, version) < rollout
}

/// 0 to 99.
fn place(id: &str, version: &str) -> u32 {
    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/: it spreads, and hides nothing.
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let hash = id
        .bytes()
        .chain([b'/'])
        .chain(version.bytes())
        .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    u32::try_from((hash ^ hash >> 32) % 100).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> impl Iterator<Item = String> {
        (0..2_000).map(|number| format!("desk-{number:017}"))
    }

    #[test]
    fn about_so_many_desks_of_a_hundred_go_ahead_and_they_stay_the_same() {
        for rollout in [0, 1, 10, 50, 99, 100, 4_000] {
            let ahead = || ids().filter(|id| is_it(id, "0.2.0", rollout)).count();
            let wanted = 2_000 * usize::try_from(rollout.min(100)).unwrap() / 100;
            assert!(ahead().abs_diff(wanted) <= 100, "{rollout}: {}", ahead());
            assert_eq!(ahead(), ahead());
        }
        assert!(ids().all(|id| is_it(&id, "0.2.0", 100) && !is_it(&id, "0.2.0", 0)));
    }

    #[test]
    fn who_went_ahead_stays_ahead_when_more_may_and_others_do_next_time() {
        for id in ids().filter(|id| is_it(id, "0.2.0", 10)) {
            assert!(is_it(&id, "0.2.0", 30), "{id}");
        }
        let both = ids().filter(|id| is_it(id, "0.2.0", 10) && is_it(id, "0.3.0", 10)).count();
        assert!(both < 60, "{both} of about 200");
    }
}
