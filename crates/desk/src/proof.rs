//! Whether the kiosk tells visitors apart: known and unknown people hand in the same form in turn,
//! and what can be seen from outside is compared — the bytes of the answer, what the network is
//! asked, and the time it takes.
//!
//! Knows how to measure and to judge; who takes the forms, and whether a leak was planted to see
//! that it is caught, is the caller's matter.

use customer::{Channel, Line, Record, Use};
use std::collections::BTreeSet;
use std::time::Duration;

/// Two distributions this far apart come about by chance once in ten thousand proofs.
const ALPHA_FACTOR: f64 = 2.225;
/// Medians further apart than this are told apart by anybody with a watch.
const TELLABLE: Duration = Duration::from_millis(50);

/// One visitor.
#[derive(Clone, PartialEq, Eq)]
pub struct Visitor {
    pub known: bool,
    pub given: String,
    pub family: String,
    pub phone: String,
    pub email: String,
}

impl Visitor {
    /// Known people and unknown ones have names of the same lengths: only who they are differs.
    fn numbered(n: usize, known: bool) -> Self {
        const LETTERS: &[u8] = b"abcdefghijklmnop";
        let word = |mut n: usize, length: usize| {
            let mut letters = String::with_capacity(length);
            for _ in 0..length {
                letters.push(char::from(LETTERS[n % LETTERS.len()]));
                n /= LETTERS.len();
            }
            letters
        };
        let own = n * 2 + usize::from(known);
        // Scattered, so that neighbours share neither a beginning nor an end.
        let mixed = own.wrapping_mul(0x9e37_79b1) & 0xffff_ffff;
        let (given, family) = (word(mixed >> 3, 6), word(mixed, 8));
        let phone = format!("+44 7400 {:06}", own % 1_000_000);
        let email = format!("{given}.{family}@example.com");
        Self { known, given, family, phone, email }
    }

    /// What this desk has of one it knows.
    pub fn record(&self, id: usize) -> Record {
        let mut record = Record { id: Some(format!("proof-{id}")), ..Record::default() };
        record.names.given_name = Some(self.given.clone());
        record.names.family_name = Some(self.family.clone());
        record.channels.push(Channel::phone(Use::Home, Line::Mobile, self.phone.clone()));
        record.channels.push(Channel::email(Use::Home, self.email.clone()));
        record
    }
}

/// In the order they come: known, unknown, unknown, known, so that nothing that drifts falls on one
/// kind more than on the other.
pub fn visitors(pairs: usize) -> Vec<Visitor> {
    (0..pairs)
        .flat_map(|n| {
            let (a, b) = (Visitor::numbered(n, true), Visitor::numbered(n, false));
            if n % 2 == 0 { [a, b] } else { [b, a] }
        })
        .collect()
}

/// What can be seen of one answer.
#[derive(Clone, Debug)]
pub struct Seen {
    pub known: bool,
    pub answer: String,
    pub requests: u64,
    pub took: Duration,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub visitors: usize,
    /// Answers that differ in more than the letters and digits of the code.
    pub shapes: usize,
    pub bytes_alike: bool,
    pub requests_known: u64,
    pub requests_unknown: u64,
    pub median_known: Duration,
    pub median_unknown: Duration,
    /// How far the two distributions of times are apart (Kolmogorov and Smirnov), and from where on
    /// that is no chance.
    pub apart: f64,
    pub apart_most: f64,
}

impl Report {
    pub fn of(seen: &[Seen]) -> Self {
        let shapes = |known: bool| -> BTreeSet<String> {
            seen.iter().filter(|one| one.known == known).map(|one| shape(&one.answer)).collect()
        };
        let (known, unknown) = (shapes(true), shapes(false));
        let requests = |known: bool| {
            seen.iter().filter(|one| one.known == known).map(|one| one.requests).sum::<u64>()
        };
        let times = |known: bool| {
            let times = seen.iter().filter(|one| one.known == known).map(|one| one.took);
            let mut times = times.collect::<Vec<_>>();
            times.sort_unstable();
            times
        };
        let (known_times, unknown_times) = (times(true), times(false));
        Self {
            visitors: seen.len(),
            shapes: known.union(&unknown).count(),
            bytes_alike: known == unknown,
            requests_known: requests(true),
            requests_unknown: requests(false),
            median_known: median(&known_times),
            median_unknown: median(&unknown_times),
            apart: apart(&known_times, &unknown_times),
            apart_most: apart_most(known_times.len(), unknown_times.len()),
        }
    }

    /// What gives somebody away; empty where nothing does.
    pub fn leaks(&self) -> Vec<&'static str> {
        let medians = self.median_known.abs_diff(self.median_unknown);
        let mut leaks = Vec::new();
        if !self.bytes_alike || self.shapes != 1 {
            leaks.push("bytes");
        }
        // Nobody is asked about a visitor, known or not.
        if self.requests_known + self.requests_unknown > 0 {
            leaks.push("requests");
        }
        if self.apart > self.apart_most || medians > TELLABLE {
            leaks.push("time");
        }
        leaks
    }
}

/// An answer without what differs from visitor to visitor by design: the value of its code.
fn shape(answer: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<serde_json::Value>(answer) else {
        return answer.to_owned();
    };
    if let Some(code) = value.get_mut("code")
        && let Some(text) = code.as_str()
    {
        let masked = text.chars().map(|letter| match letter {
            'A'..='Z' => 'A',
            '0'..='9' => '9',
            other => other,
        });
        *code = masked.collect::<String>().into();
    }
    value.to_string()
}

fn median(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The largest distance between the two cumulative distributions; both sorted.
#[expect(clippy::cast_precision_loss, reason = "counts of visitors")]
fn apart(one: &[Duration], other: &[Duration]) -> f64 {
    let (mut a, mut b, mut most) = (0, 0, 0.0_f64);
    while let (Some(left), Some(right)) = (one.get(a), other.get(b)) {
        let next = *left.min(right);
        a += one[a..].iter().take_while(|time| **time <= next).count();
        b += other[b..].iter().take_while(|time| **time <= next).count();
        let distance = a as f64 / one.len() as f64 - b as f64 / other.len() as f64;
        most = most.max(distance.abs());
    }
    most
}

#[expect(clippy::cast_precision_loss, reason = "counts of visitors")]
fn apart_most(one: usize, other: usize) -> f64 {
    let (n, m) = (one.max(1) as f64, other.max(1) as f64);
    ALPHA_FACTOR * ((n + m) / (n * m)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(pairs: usize, change: impl Fn(&mut Seen, usize)) -> Report {
        let all = visitors(pairs).into_iter().enumerate().map(|(n, visitor)| {
            // As uneven as a disk: the same for both kinds.
            let took = Duration::from_micros(3_000 + (n as u64 * 7_919) % 4_000);
            let mut one = Seen {
                known: visitor.known,
                answer: format!("{{\"code\":\"{}7K\"}}", char::from(b'A' + (n % 20) as u8)),
                requests: 0,
                took,
            };
            change(&mut one, n);
            one
        });
        Report::of(&all.collect::<Vec<_>>())
    }

    #[test]
    fn nothing_is_found_where_nothing_differs() {
        let report = seen(500, |_, _| {});
        assert_eq!(report.leaks(), [""; 0]);
        assert_eq!((report.visitors, report.shapes), (1000, 1));
    }

    #[test]
    fn each_kind_of_leak_is_found_and_named() {
        let bytes = seen(50, |one, _| {
            if one.known {
                one.answer = "{\"code\":\"A7K\",\"welcome\":\"back\"}".to_owned();
            }
        });
        assert_eq!(bytes.leaks(), ["bytes"]);
        let rare = seen(500, |one, n| {
            if one.known && n > 990 {
                one.answer = "{\"code\":\"AAK\"}".to_owned();
            }
        });
        assert_eq!(rare.leaks(), ["bytes"], "one answer of another shape is enough");
        let requests = seen(50, |one, n| one.requests = u64::from(one.known && n < 2));
        assert_eq!(requests.leaks(), ["requests"]);
        let time = seen(500, |one, _| {
            if one.known {
                one.took += Duration::from_micros(900);
            }
        });
        assert_eq!(time.leaks(), ["time"], "less than a millisecond of three to seven");
        let slow = seen(8, |one, _| {
            if one.known {
                one.took += Duration::from_millis(51);
            }
        });
        assert_eq!(slow.leaks(), ["time"], "too few to be sure of little, but of this");
    }

    #[test]
    fn a_leak_that_only_spreads_the_times_is_found_though_the_middle_stays() {
        let report = seen(500, |one, n| {
            if one.known {
                let spread = Duration::from_millis(2);
                one.took = if n % 4 < 2 { one.took + spread } else { one.took - spread };
            }
        });
        assert_eq!(report.leaks(), ["time"]);
    }

    #[test]
    fn visitors_come_in_turn_and_each_is_somebody_of_the_same_lengths() {
        let all = visitors(200);
        let kinds = all[..4].iter().map(|one| one.known).collect::<Vec<_>>();
        assert_eq!(kinds, [true, false, false, true]);
        let length =
            |one: &Visitor| [&one.given, &one.family, &one.phone, &one.email].map(String::len);
        assert!(all.iter().all(|one| length(one) == length(&all[0])));
        let distinct: BTreeSet<_> = all.iter().map(|one| &one.email).collect();
        assert_eq!(distinct.len(), all.len());
    }
}
