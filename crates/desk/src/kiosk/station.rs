//! A kiosk no desk stands beside: whoever works here sees on its own screen what waits in it, by their PIN.
//!
//! Beside a desk there is no such list: there the desk has it, and a visitor's screen never.

use super::Kiosk;
use crate::config::Config;
use crate::failure::Result;
use crate::pin::Answer;
use secrecy::SecretString;
use store::inbox::{Submission, SubmissionState};

/// So many are shown, the newest first.
const MOST: usize = 50;

/// No network is set up here, or the cards are for the desk of another computer.
pub fn stands_alone(config: &Config) -> bool {
    config.network.is_none() || config.kiosk.hand_off.is_some()
}

impl Kiosk {
    /// What waits here; empty where the PIN was not right. Blocks.
    pub fn look(&self, pin: &SecretString) -> Result<(Answer, Vec<Submission>)> {
        let answer = self.ask(pin, "kiosk cards were shown")?;
        if !matches!(answer, Answer::Right { .. }) {
            return Ok((answer, Vec::new()));
        }
        let mut waiting = self.inbox.submissions(Some(SubmissionState::New))?;
        waiting.reverse();
        waiting.truncate(MOST);
        Ok((answer, waiting))
    }
}
