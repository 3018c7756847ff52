//! The desk's side: what a scanner typed becomes a card in the desk's own inbox, once. Nobody is
//! asked anything: it needs no network.

use super::card::{Card, Said};
use super::letters::{self, Fault};
use super::parts::{self, Added, Address, Begun, Code};
use crate::Desk;
use crate::config::LONGEST_NAME;
use crate::failure::{Failure, Result};
use crate::kiosk::Scan;
use jiff::{SignedDuration, Timestamp};
use keys::{Name, post};
use std::sync::{Arc, Mutex, PoisonError};
use store::inbox::{Entered, Pace, Submission, SubmissionState};
use uuid::Uuid;

/// How long after it was made a code is taken, and how far ahead a kiosk's clock may be.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);
const AHEAD: SignedDuration = SignedDuration::from_hours(1);
/// Longer than all parts of the longest card.
const LONGEST: usize = 64 * 1024;
/// How somebody may be reached.
const WAYS: [&str; 4] = ["call", "text", "email", "post"];

/// The codes of which some parts were scanned.
#[derive(Default)]
pub(crate) struct Scanning(Mutex<Begun>);

/// What a scan came to.
#[derive(Debug)]
pub enum Scanned {
    /// The card lies in this desk's inbox now.
    Card(Box<Submission>),
    /// It was scanned before; whether it still waits, the card says.
    Again(Box<Submission>),
    /// More parts of it are to be scanned: which, of how many.
    Parts {
        missing: Vec<usize>,
        of: usize,
    },
    /// A slip this desk has printed: whom it finds again.
    Customer(Uuid),
    Refused(Refusal),
}

/// Why nothing was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No code of a kiosk at all.
    NoCode,
    /// The scanner types for another keyboard than the one that is set.
    Letters,
    /// Read wrongly, changed, or put together from others.
    Damaged,
    /// A later version of the program has written it.
    Newer,
    /// The key of a desk, as it is given to a kiosk.
    DeskKey,
    /// This desk has never made a key: no kiosk hands over to it.
    NotPaired,
    /// A slip of somebody who is not here any more.
    Gone,
    /// It is closed for another desk, or for a key this desk has no more.
    OtherDesk,
    /// Older than a code may be, or of a time to come: a clock is wrong.
    Expired { made: Timestamp },
}

impl Refusal {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoCode => "no_code",
            Self::Letters => "letters",
            Self::Damaged => "damaged",
            Self::Newer => "newer",
            Self::DeskKey => "desk_key",
            Self::NotPaired => "not_paired",
            Self::Gone => "gone",
            Self::OtherDesk => "other_desk",
            Self::Expired { .. } => "expired",
        }
    }

    pub fn words(self) -> String {
        let words = match self {
            Self::NoCode => "this is no code of a kiosk",
            Self::Letters => {
                "the scanner types for another keyboard: set it to the layout of this computer"
            }
            Self::Damaged => "the code did not arrive whole: scan it again",
            Self::Newer => "a later version of the program has made this code: update this desk",
            Self::DeskKey => "this is a desk's key, for `showroomctl kiosk pair --to`, and no card",
            Self::NotPaired => "no kiosk hands over to this desk: see `showroomctl kiosk pair`",
            Self::Gone => "nobody of this slip is here any more",
            Self::OtherDesk => "this code is for another desk: scan it there",
            Self::Expired { made } => {
                return format!(
                    "this code says it was made at {made}; one is good for a day. The card still \
                     waits at the kiosk: have it shown again, and look at that computer's clock"
                );
            }
        };
        words.to_owned()
    }
}

impl Desk {
    /// What this desk gives its kiosks; made the first time it is asked for.
    pub async fn hand_off_key(self: &Arc<Self>) -> Result<String> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let secret = match keys::data_key(&*desk.keys, Name::HandOff)? {
                Some(secret) => secret,
                None => {
                    let secret = keys::mint(&*desk.keys, Name::HandOff)?;
                    let (who, now) = (desk.author(), desk.clock.now());
                    desk.store.mine.append_audit(&who, "key for kiosks made", None, now)?;
                    secret
                }
            };
            Ok(parts::key(&post::public(&secret)?))
        })
        .await?
    }

    /// What a scanner typed: one part of a code or several, in any order.
    pub async fn scan_card(self: &Arc<Self>, text: String) -> Result<Scanned> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.scan_now(&text)).await?
    }

    fn scan_now(&self, text: &str) -> Result<Scanned> {
        let refused = |refusal| Ok(Scanned::Refused(refusal));
        let codes = if text.len() > LONGEST { Vec::new() } else { letters::codes(text) };
        if codes.is_empty() {
            return refused(Refusal::NoCode);
        }
        if let [Ok(bytes)] = &codes[..]
            && let Code::Slip(slip) = parts::read(bytes)
        {
            return self.slip_read(slip);
        }
        let Some(secret) = keys::data_key(&*self.keys, Name::HandOff)? else {
            return refused(Refusal::NotPaired);
        };
        let here = Address::of(&post::public(&secret)?);
        let mut last = Added::Damaged;
        for code in codes {
            let part = match code.map(|bytes| parts::read(&bytes)) {
                Ok(Code::Part(part)) if part.to == here => part,
                Ok(Code::Part(_)) => return refused(Refusal::OtherDesk),
                Ok(Code::Key(_)) => return refused(Refusal::DeskKey),
                Ok(Code::Slip(_)) => return refused(Refusal::Damaged),
                Ok(Code::Newer) => return refused(Refusal::Newer),
                Err(Fault::Letters) => return refused(Refusal::Letters),
                Err(Fault::Damaged) => return refused(Refusal::Damaged),
            };
            last = self.scanning.0.lock().unwrap_or_else(PoisonError::into_inner).add(part);
            if matches!(last, Added::Whole(_)) {
                break;
            }
        }
        let closed = match last {
            Added::Whole(closed) => closed,
            Added::Missing(missing, of) => return Ok(Scanned::Parts { missing, of }),
            Added::Damaged => return refused(Refusal::Damaged),
        };
        let Some(packed) = post::open(&secret, &here.about(), &closed) else {
            return refused(Refusal::Damaged);
        };
        match Card::unpacked(&packed) {
            Some(card) => self.take_card(card),
            None => refused(Refusal::Newer),
        }
    }

    /// A card has the id it got at the kiosk: the row it makes here is what tells a second scan, also
    /// after its words were forgotten.
    fn take_card(&self, card: Card) -> Result<Scanned> {
        let Card { id, made, said: Said { record, mut visit, received_at } } = card;
        if let Some(known) = self.store.inbox.submission(&id.to_string())? {
            return Ok(Scanned::Again(Box::new(known)));
        }
        let now = self.clock.now();
        if now.duration_since(made) > GOOD_FOR || made.duration_since(now) > AHEAD {
            return Ok(Scanned::Refused(Refusal::Expired { made }));
        }
        // What stands on a card is chosen from what a kiosk can ask, whoever has made the code.
        visit.consent.retain(|way, _| WAYS.contains(&way.as_str()));
        visit.station_name =
            visit.station_name.map(|name| name.chars().take(LONGEST_NAME).collect::<String>());
        let who = self.author();
        visit.scan = Some(Scan { who: who.clone(), at: now.to_string() });
        let inside = |fault: serde_json::Error| Failure::Inside(fault.to_string());
        let record = serde_json::to_value(&record).map_err(inside)?;
        let visit = serde_json::to_value(&visit).map_err(inside)?;
        // It came when the visitor said it, not when somebody got round to scanning it.
        let at = received_at.parse().unwrap_or(made).min(now);
        let entered = Entered { record: &record, visit: &visit };
        let taken = self.store.inbox.submit(id, entered, Pace::Staff, at);
        let submission = taken.map_err(|failure| match failure {
            store::Failure::TooMany { .. } => Failure::InboxFull,
            other => other.into(),
        })?;
        self.store.mine.append_audit(&who, "kiosk code scanned", None, now)?;
        Ok(Scanned::Card(Box::new(submission)))
    }
}

impl Scanned {
    /// Whether somebody has to look at it still.
    pub fn waits(submission: &Submission) -> bool {
        submission.state == SubmissionState::New
    }
}
