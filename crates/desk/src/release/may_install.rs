//! Whether the program may be ended for its next version now: a judgement over what is under way.

use serde::Serialize;
use std::time::Duration;

/// What is under way. Counts are of all dealers of this desk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now {
    pub sending: u64,
    pub checking: u64,
    /// How long ago a form that is not saved was typed in last; none where there is no such form.
    pub typed: Option<Duration>,
    pub kiosk: bool,
}

/// What it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// A change is on its way: cut off, it would have to be looked for at the network.
    Sending,
    /// Nobody knows yet whether a change arrived.
    Checking,
    /// Somebody is filling in a form.
    Typing,
    Kiosk,
}

/// A form that was left for so long is kept as a draft and nobody sits before it.
const LEFT: Duration = Duration::from_secs(10 * 60);

/// Empty: now.
pub fn may_install(now: &Now) -> Vec<Waits> {
    let Now { sending, checking, typed, kiosk } = *now;
    let reasons = [
        (sending > 0, Waits::Sending),
        (checking > 0, Waits::Checking),
        (typed.is_some_and(|ago| ago < LEFT), Waits::Typing),
        (kiosk, Waits::Kiosk),
    ];
    reasons.into_iter().filter_map(|(stands, waits)| stands.then_some(waits)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Waits::{Checking, Kiosk, Sending, Typing};

    #[test]
    fn nothing_is_torn_off() {
        let minutes = |minutes: u64| Some(Duration::from_secs(minutes * 60));
        let quiet = Now::default();
        let table: &[(Now, &[Waits])] = &[
            (quiet, &[]),
            (Now { sending: 1, ..quiet }, &[Sending]),
            (Now { checking: 3, ..quiet }, &[Checking]),
            (Now { typed: minutes(0), ..quiet }, &[Typing]),
            (Now { typed: minutes(9), ..quiet }, &[Typing]),
            (Now { typed: minutes(10), ..quiet }, &[]),
            (Now { kiosk: true, ..quiet }, &[Kiosk]),
            (
                Now { sending: 1, checking: 1, typed: minutes(1), kiosk: true },
                &[Sending, Checking, Typing, Kiosk],
            ),
        ];
        for (now, wanted) in table {
            assert_eq!(may_install(now), *wanted, "{now:?}");
        }
    }
}
