//! What a certificate says of itself, to be shown to a person. It decides nothing: whether a chain
//! holds is the verifier's, which has its own reader.
//!
//! What is read here may come from anybody who answers at the network's address.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rustls::pki_types::CertificateDer;

use super::pin::Pin;

/// As much of one part of a name as is shown.
const LONGEST: usize = 128;
/// As many parts of a name as are shown.
const MOST: usize = 16;

pub(super) struct Face {
    pub subject: String,
    pub issuer: String,
    /// Who issued it, in as few words as there are.
    pub issued_by: String,
    pub from: Option<Timestamp>,
    /// None also where it says that it never ends.
    pub until: Option<Timestamp>,
    pub is_authority: bool,
    pub pin: Pin,
}

impl Face {
    pub fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let whole = Items(certificate).of(SEQUENCE)?;
        let signed = Items(whole.value).of(SEQUENCE)?;
        let mut items = Items(signed.value);
        let first = items.next()?;
        // A version stands before the number, and of the first version none does.
        let first_version = first.tag != VERSION;
        if !first_version {
            items.of(INTEGER)?;
        }
        items.of(SEQUENCE)?;
        let issuer = items.of(SEQUENCE)?.value;
        let mut valid = Items(items.of(SEQUENCE)?.value);
        let (from, until) = (valid.next()?, valid.next()?);
        let subject = items.of(SEQUENCE)?.value;
        let key = items.of(SEQUENCE)?;
        let extensions = items.find(|item| item.tag == EXTENSIONS);
        Some(Self {
            subject: name(subject),
            issuer: name(issuer),
            issued_by: short(issuer),
            from: moment(&from),
            until: moment(&until),
            // The first version could not say so, and old roots are of it.
            is_authority: first_version || extensions.is_some_and(|all| may_issue(all.value)),
            pin: Pin::of(key.whole),
        })
    }
}

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;

struct Item<'a> {
    tag: u8,
    value: &'a [u8],
    /// With its tag and length.
    whole: &'a [u8],
}

/// One DER item after the other; ends where something is none.
struct Items<'a>(&'a [u8]);

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let all = std::mem::take(&mut self.0);
        let (&tag, rest) = all.split_first()?;
        let (&length, rest) = rest.split_first()?;
        let (length, rest) = if length < 0x80 {
            (usize::from(length), rest)
        } else {
            let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            // Four bytes are more than a handshake can carry.
            if bytes.is_empty() || bytes.len() > 4 {
                return None;
            }
            let length = bytes.iter().fold(0_u32, |length, byte| length << 8 | u32::from(*byte));
            (usize::try_from(length).ok()?, rest)
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(Item { tag, value, whole: &all[..all.len() - rest.len()] })
    }
}

impl<'a> Items<'a> {
    /// The next one, if it is of this kind.
    fn of(&mut self, tag: u8) -> Option<Item<'a>> {
        self.next().filter(|item| item.tag == tag)
    }
}

/// Id-ce-basicConstraints with its first member true.
fn may_issue(extensions: &[u8]) -> bool {
    const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
    let said = || {
        let mut all = Items(Items(extensions).of(SEQUENCE)?.value);
        let constraints = all.find_map(|one| {
            let mut parts = Items(one.value);
            let known = parts.of(OBJECT).is_some_and(|id| id.value == BASIC_CONSTRAINTS);
            known.then(|| parts.find(|part| part.tag == OCTETS)).flatten()
        })?;
        Items(Items(constraints.value).of(SEQUENCE)?.value).of(BOOLEAN)
    };
    said().is_some_and(|authority| authority.value.first().is_some_and(|value| *value != 0))
}

/// The parts of a name, each with what it is.
fn parts(name: &[u8]) -> Vec<(&'static str, String)> {
    let all = Items(name).filter(|part| part.tag == SET).flat_map(|part| Items(part.value));
    all.filter_map(|one| {
        let mut pair = Items(one.value);
        let id = pair.of(OBJECT)?;
        Some((label(id.value)?, text(&pair.next()?)?))
    })
    .take(MOST)
    .collect()
}

fn label(id: &[u8]) -> Option<&'static str> {
    Some(match id {
        [0x55, 0x04, 0x03] => "CN",
        [0x55, 0x04, 0x06] => "C",
        [0x55, 0x04, 0x07] => "L",
        [0x55, 0x04, 0x08] => "ST",
        [0x55, 0x04, 0x0a] => "O",
        [0x55, 0x04, 0x0b] => "OU",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19] => "DC",
        _ => return None,
    })
}

fn name(name: &[u8]) -> String {
    let said: Vec<_> = parts(name).iter().map(|(label, text)| format!("{label}={text}")).collect();
    said.join(", ")
}

/// The common name, with the organisation where there is one.
fn short(name: &[u8]) -> String {
    let parts = parts(name);
    let of = |wanted: &str| {
        parts.iter().find(|(label, _)| *label == wanted).map(|(_, text)| text.as_str())
    };
    match (of("CN"), of("O")) {
        (Some(common), Some(organisation)) if common != organisation => {
            format!("{common} ({organisation})")
        }
        (Some(said), _) | (None, Some(said)) => said.to_owned(),
        (None, None) => self::name(name),
    }
}

/// Without anything that could steer a terminal or turn what stands around it.
fn text(item: &Item<'_>) -> Option<String> {
    let said: String = match item.tag {
        // UTF-8, and those that are ASCII.
        0x0c | 0x12 | 0x13 | 0x16 => String::from_utf8_lossy(item.value).into_owned(),
        0x14 => item.value.iter().copied().map(char::from).collect(),
        0x1e => {
            let units = item.value.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        _ => return None,
    };
    Some(said.chars().take(LONGEST).map(plain).collect())
}

fn plain(c: char) -> char {
    let steers = c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{feff}');
    if steers { char::REPLACEMENT_CHARACTER } else { c }
}

/// UTCTime or GeneralizedTime, as certificates have them: to the second, in UTC.
fn moment(item: &Item<'_>) -> Option<Timestamp> {
    let said = std::str::from_utf8(item.value).ok()?.strip_suffix('Z')?;
    let (year, rest) = said.split_at_checked(match item.tag {
        0x17 => 2,
        0x18 => 4,
        _ => return None,
    })?;
    if rest.len() != 10 || !said.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let year = match (item.tag, year) {
        // RFC 5280, 4.1.2.5.1.
        (0x17, 0..50) => 2000 + year,
        (0x17, _) => 1900 + year,
        _ => year,
    };
    let two = |at: usize| rest[at..at + 2].parse::<i8>().ok();
    let when = DateTime::new(year, two(0)?, two(2)?, two(4)?, two(6)?, two(8)?, 0).ok()?;
    when.to_zoned(TimeZone::UTC).ok().map(|when| when.timestamp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, PublicKeyData as _,
        date_time_ymd,
    };

    use super::*;

    fn made(change: impl FnOnce(&mut CertificateParams)) -> (CertificateDer<'static>, KeyPair) {
        let mut params = CertificateParams::new(vec!["dms.example".to_owned()]).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().der().clone(), key)
    }

    #[test]
    fn a_certificate_is_shown_as_it_was_made() {
        let (certificate, key) = made(|params| {
            params.distinguished_name.push(DnType::CountryName, "DE");
            params.distinguished_name.push(DnType::OrganizationName, "Händler Süd");
            params.distinguished_name.push(DnType::CommonName, "Root 1");
            params.not_before = date_time_ymd(2024, 2, 29);
            params.not_after = date_time_ymd(2051, 1, 1);
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        });
        let face = Face::of(&certificate).unwrap();
        assert_eq!(face.subject, "C=DE, O=Händler Süd, CN=Root 1");
        assert_eq!((face.issuer, face.issued_by.as_str()), (face.subject, "Root 1 (Händler Süd)"));
        let day = |day: &str| Some(day.parse::<Timestamp>().unwrap());
        assert_eq!(face.from, day("2024-02-29T00:00:00Z"), "UTCTime");
        assert_eq!(face.until, day("2051-01-01T00:00:00Z"), "GeneralizedTime");
        assert!(face.is_authority);
        assert_eq!(face.pin, Pin::of(&key.subject_public_key_info()));
        let (server, _) = made(|_| {});
        assert!(!Face::of(&server).unwrap().is_authority);
    }

    #[test]
    fn a_name_cannot_steer_a_terminal_nor_fill_it() {
        let (certificate, _) = made(|params| {
            let evil = "\u{1b}[2J\u{202e}gp.moc\r\n";
            params.distinguished_name.push(DnType::OrganizationName, evil);
            params.distinguished_name.push(DnType::CommonName, "x".repeat(5_000));
        });
        let face = Face::of(&certificate).unwrap();
        let odd = char::REPLACEMENT_CHARACTER;
        let wanted = format!("O={odd}[2J{odd}gp.moc{odd}{odd}, CN={}", "x".repeat(LONGEST));
        assert_eq!(face.subject, wanted);
    }

    #[test]
    fn nothing_but_whole_seconds_in_utc_is_a_time() {
        let read = |tag, value: &str| moment(&Item { tag, value: value.as_bytes(), whole: &[] });
        assert!(read(0x17, "490101000000Z").unwrap().to_string().starts_with("2049"));
        assert!(read(0x17, "500101000000Z").unwrap().to_string().starts_with("1950"));
        for (tag, value) in [
            (0x17, "4901010000Z"),
            (0x17, "490101000000"),
            (0x17, "491301000000Z"),
            (0x17, "49010100000éZ"),
            (0x18, "99991231235959Z"),
            (0x18, "490101000000Z"),
            (0x0c, "490101000000Z"),
            (0x18, ""),
        ] {
            assert_eq!(read(tag, value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = Face::of(&CertificateDer::from(bytes));
        }

        #[test]
        fn no_change_of_a_certificate_makes_it_panic(at in 0_usize..300, byte in any::<u8>()) {
            let (certificate, _) = made(|_| {});
            let mut bytes = certificate.to_vec();
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = Face::of(&CertificateDer::from(bytes.clone()));
            bytes.truncate(at);
            let _ = Face::of(&CertificateDer::from(bytes));
        }
    }
}
