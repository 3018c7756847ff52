//! What a visitor agreed to, to take along: words that a telephone shows without a network, and a mark by
//! which this dealer knows again that they were given out here and not changed since. Who it was does not
//! stand in it.

use super::hand_off::drawn::{Drawn, drawn};
use super::{Kiosk, Visit};
use crate::failure::Result;
use store::inbox::SubmissionState;
use uuid::Uuid;

/// What the mark begins with.
const START: &str = "XUXC-";
/// 128 bits of it.
const MARK: usize = 32;

impl Kiosk {
    /// As a code; `worded` makes the words of what was said, and when. None where nothing was said, or
    /// somebody has decided the card. Blocks.
    pub fn keepsake(
        &self,
        id: Uuid,
        worded: impl FnOnce(&Visit, &str) -> String,
    ) -> Result<Option<Drawn>> {
        let card = self.inbox.submission(&id.to_string())?;
        let Some(card) = card.filter(|card| card.state == SubmissionState::New) else {
            return Ok(None);
        };
        let visit: Visit = serde_json::from_value(card.visit).unwrap_or_default();
        if visit.consent.is_empty() || visit.statement.version.is_empty() {
            return Ok(None);
        }
        let words = worded(&visit, &card.received_at);
        drawn(&format!("{words}\n{}", self.mark(&words))).map(Some)
    }

    /// Whether it was given out by this inbox, word for word.
    pub fn gave(&self, text: &str) -> bool {
        let text = text.replace("\r\n", "\n");
        let said = text.trim().rsplit_once('\n');
        said.is_some_and(|(words, mark)| mark.trim() == self.mark(words))
    }

    fn mark(&self, words: &str) -> String {
        let mark: String = self.inbox.mark(words).chars().take(MARK).collect();
        format!("{START}{mark}")
    }
}
