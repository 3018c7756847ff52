//! The kiosk's side: a card of its inbox as codes, if IT has named a desk to hand over to.

use super::card::{Card, Said};
use super::drawn::{Drawn, drawn};
use super::{letters, parts};
use crate::Desk;
use crate::config::{Config, KioskSettings};
use crate::failure::{Failure, Result};
use crate::kiosk::{Closing, Kiosk};
use jiff::Timestamp;
use keys::post::{self, PublicKey};
use std::sync::Arc;
use store::inbox::{Submission, SubmissionState};

/// What the configuration says of it.
#[derive(Clone, Debug)]
pub struct HandOff {
    to: PublicKey,
    /// How staff call this kiosk.
    name: Option<String>,
}

impl HandOff {
    pub fn of(settings: &KioskSettings) -> Option<Self> {
        let to = address(settings.hand_off.as_deref()?)?;
        Some(Self { to, name: settings.name.clone() })
    }
}

/// A desk's key as it was printed; none where it is something else, or was read wrongly.
pub fn address(text: &str) -> Option<PublicKey> {
    match &letters::codes(text)[..] {
        [Ok(bytes)] => match parts::read(bytes) {
            parts::Code::Key(key) => Some(key),
            parts::Code::Part(_) | parts::Code::Slip(_) | parts::Code::Newer => None,
        },
        _ => None,
    }
}

impl Kiosk {
    /// One code or several: their letters, and how they look. None where this kiosk does not hand
    /// over so, or where it is more than anybody would scan: the card waits here all the same.
    pub fn codes(&self, submission: &Submission) -> Result<Option<Vec<(String, Drawn)>>> {
        let Some(hand_off) = &self.hand_off else { return Ok(None) };
        let Some(mut said) = Said::of(submission) else { return Ok(None) };
        said.visit.station_name.clone_from(&hand_off.name);
        let card = Card { id: submission.id, made: self.clock.now(), said };
        let Some(packed) = card.packed() else { return Ok(None) };
        let to = parts::Address::of(&hand_off.to);
        let closed = post::close(&hand_off.to, &to.about(), &packed)?;
        let codes = parts::split(to, &closed).into_iter().map(|text| {
            let picture = drawn(&text)?;
            Ok((text, picture))
        });
        codes.collect::<Result<_>>().map(Some)
    }

    /// The codes of a card that waits here, once more.
    pub fn codes_again(&self, name: &str) -> Result<Vec<(String, Drawn)>> {
        self.handing_over()?;
        let submission = self.inbox.submission(name)?.ok_or(Failure::NotFound)?;
        if submission.state != SubmissionState::New {
            return Err(Failure::TooLate);
        }
        let long = "this card is too long for a code: read it here, in the list of kiosk cards";
        self.codes(&submission)?.ok_or_else(|| Failure::refused("submission", "too_long", long))
    }

    fn handing_over(&self) -> Result<()> {
        if self.hand_off.is_some() {
            return Ok(());
        }
        let why = "this kiosk hands over to no desk: showroomctl kiosk pair --to KEY";
        Err(Failure::refused("kiosk.hand_off", "required", why))
    }
}

impl Desk {
    /// Names the desk this computer's kiosk hands over to, in the configuration.
    pub fn hand_over_to(&self, key: &str, name: Option<String>) -> Result<()> {
        for field in ["kiosk.hand_off", "kiosk.name"] {
            if self.config.locked.has(field) {
                let why = "the policy file of this computer says it";
                return Err(Failure::refused(field, "locked", why));
            }
        }
        let name = name.or_else(|| self.config.kiosk.name.clone());
        let hand_off = Some(key.trim().to_owned());
        let kiosk = KioskSettings { hand_off, name, ..self.config.kiosk.clone() };
        let config = Config { kiosk, ..self.config.clone() }.held()?;
        config.write(&self.config_path).map_err(|why| {
            let message = format!("{} cannot be written: {why}", self.config_path.display());
            Failure::refused("showroom.toml", "not_written", &message)
        })?;
        self.store.mine.append_audit(
            &self.author(),
            "kiosk hands over to another desk",
            None,
            self.clock.now(),
        )?;
        Ok(())
    }

    /// Puts away the cards that came to this kiosk before then, scanned or not: it hears of no scan.
    /// Where the cards are for the desk here, somebody decides each of them. How many.
    pub async fn clear_handed_over(self: &Arc<Self>, before: Timestamp) -> Result<usize> {
        self.kiosk.handing_over()?;
        let old = |one: &Submission| {
            one.received_at.parse::<Timestamp>().is_ok_and(|received_at| received_at < before)
        };
        let waiting = self.submissions().await?;
        let chosen: Vec<_> = waiting.iter().filter(|one| old(one)).map(|one| one.id).collect();
        for id in &chosen {
            self.close(*id, Closing::PutAway("handed over".to_owned())).await?;
        }
        Ok(chosen.len())
    }
}
