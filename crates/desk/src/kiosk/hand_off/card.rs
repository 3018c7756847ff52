//! What a code says once it is opened: one card, who took it and when. Packed, and filled up to the
//! length of whole parts.

use super::parts;
use crate::kiosk::Visit;
use customer::Record;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::inbox::{LARGEST, Submission};
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
/// Version, made at, id, how long the packed rest is.
const FRONT: usize = 1 + 8 + 16 + 2;
/// Smaller is worth more here than fast.
const PACKED: u8 = 10;

#[derive(Debug, PartialEq)]
pub struct Card {
    pub id: Uuid,
    /// When the code was made, by the kiosk's clock.
    pub made: Timestamp,
    pub said: Said,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub record: Record,
    pub visit: Visit,
    pub received_at: String,
}

impl Said {
    /// Of what lies in the kiosk's inbox; none where it says nothing any more.
    pub fn of(submission: &Submission) -> Option<Self> {
        let record: Record = serde_json::from_value(submission.json.clone()).ok()?;
        let visit = serde_json::from_value(submission.visit.clone()).unwrap_or_default();
        let received_at = submission.received_at.clone();
        Some(Self { record: entered(record), visit, received_at })
    }
}

/// What a visitor can have entered; nothing else leaves a kiosk, and nothing else is taken from one.
fn entered(record: Record) -> Record {
    let Record { kind, names, company, channels, addresses, .. } = record;
    Record { kind, names, company, channels, addresses, ..Record::default() }
}

impl Card {
    /// None where it is more than anybody would scan.
    pub fn packed(&self) -> Option<Zeroizing<Vec<u8>>> {
        let said = Zeroizing::new(serde_json::to_vec(&self.said).ok()?);
        let rest = Zeroizing::new(miniz_oxide::deflate::compress_to_vec(&said, PACKED));
        let room = parts::room(FRONT + rest.len())?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        bytes.push(VERSION);
        bytes.extend(self.made.as_second().to_be_bytes());
        bytes.extend(self.id.as_bytes());
        bytes.extend(u16::try_from(rest.len()).ok()?.to_be_bytes());
        bytes.extend(rest.iter());
        bytes.resize(room, 0);
        Some(bytes)
    }

    pub fn unpacked(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (made, rest) = rest.split_first_chunk::<8>()?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let packed = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
        if *version != VERSION {
            return None;
        }
        let said = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, LARGEST).ok()?;
        let said: Said = serde_json::from_slice(&Zeroizing::new(said)).ok()?;
        Some(Self {
            id: Uuid::from_bytes(*id),
            made: Timestamp::from_second(i64::from_be_bytes(*made)).ok()?,
            said: Said { record: entered(said.record), ..said },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn card(given: &str) -> Card {
        let record = json!({"names": {"givenName": given}, "id": "01-1", "customerKey": "K",
            "identity": {"birthDate": "1980-01-31"}, "more": "of another version"});
        let said = json!({"record": record, "visit": {"language": "de"},
            "received_at": "2026-11-23T10:00:00Z"});
        let said: Said = serde_json::from_value(said).unwrap();
        let made = "2026-11-23T10:00:01Z".parse().unwrap();
        Card { id: Uuid::from_u128(7), made, said: Said { record: entered(said.record), ..said } }
    }

    #[test]
    fn what_is_packed_comes_back_and_says_who_but_never_which_customer() {
        let card = card("Zoë");
        assert_eq!((&card.said.record.id, &card.said.record.customer_key), (&None, &None));
        assert!(card.said.record.identity.is_empty() && card.said.record.other.is_empty());
        assert_eq!(Card::unpacked(&card.packed().unwrap()).unwrap(), card);
    }

    #[test]
    fn names_of_any_length_make_the_same_length() {
        let lengths = ["A", "Maria", "Wolfeschlegelsteinhausen"].map(|name| card(name).packed());
        let lengths = lengths.map(|bytes| bytes.unwrap().len());
        assert_eq!(lengths, [lengths[0]; 3]);
    }

    #[test]
    fn more_than_anybody_would_scan_makes_no_code() {
        let long: String = (0..2_000_u32)
            .map(|at| char::from_u32(0x4e00 + at.wrapping_mul(2_654_435_761) % 20_000).unwrap())
            .collect();
        assert_eq!(card(&long).packed(), None);
    }

    #[test]
    fn what_is_cut_short_or_would_grow_without_end_is_not_read() {
        let bytes = card("Maria").packed().unwrap();
        for short in [0, 1, 20, FRONT, FRONT + 5] {
            assert_eq!(Card::unpacked(&bytes[..short]), None);
        }
        let bomb = miniz_oxide::deflate::compress_to_vec(&vec![b' '; 4 * LARGEST], PACKED);
        let mut bytes = vec![VERSION];
        bytes.extend([0; 24]);
        bytes.extend(u16::try_from(bomb.len()).unwrap().to_be_bytes());
        bytes.extend(bomb);
        assert_eq!(Card::unpacked(&bytes), None);
    }
}
