//! How fast the local copy is: fills an encrypted copy with N invented customers and asks it.
//!
//! `cargo run --release -p store --example search_bench -- 100000`
//! prints one JSON line for the import, one for opening the copy again, and one for each kind of
//! question.

use customer::{Address, Channel, Line, Names, Record, Use, Vehicle, search_term};
use std::{
    io::{self, Write as _},
    time::Instant,
};
use store::{Keys, Mode, Store, theirs::Source};

/// The same sequence in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    /// Small numbers far more often than big ones, as names are.
    fn skewed(&mut self, sides: usize) -> usize {
        self.roll(sides).min(self.roll(sides)).min(self.roll(sides))
    }
}

const SOUNDS: [&str; 32] = [
    "an", "be", "cor", "da", "el", "fin", "ga", "har", "is", "jo", "ka", "lin", "mar", "nor", "ol",
    "pe", "qui", "ro", "sa", "tho", "ul", "van", "wil", "xe", "ya", "zel", "ber", "son", "ley",
    "ton", "er", "ski",
];

fn name(dice: &mut Dice, variety: usize) -> String {
    let n = dice.skewed(variety);
    let parts = [n % 32, n / 32 % 32, n / 1024 % 32];
    let count = if n < 1024 { 2 } else { 3 };
    let mut name: String = parts[..count].iter().map(|at| SOUNDS[*at]).collect();
    name[..1].make_ascii_uppercase();
    name
}

fn somebody(n: usize, dice: &mut Dice) -> Record {
    let (given, family) = (name(dice, 3_000), name(dice, 30_000));
    let phone = format!("+447{:09}", dice.roll(1_000_000_000));
    let mail = format!(
        "{}.{}{}@mail{}.example",
        given.to_lowercase(),
        family.to_lowercase(),
        n % 97,
        n % 9
    );
    let plate =
        format!("{}{:02} {}", ["AB", "LX", "YK"][n % 3], n % 73, ["CDE", "KLM", "XYZ"][n / 3 % 3]);
    Record {
        id: Some(format!("{:02}-{n:07}", n % 20)),
        customer_key: Some(format!("DOM{n}")),
        channels: vec![
            Channel::phone(Use::Home, Line::Mobile, phone),
            Channel::email(Use::Home, mail),
        ],
        addresses: vec![Address {
            kind: Some("physical".to_owned()),
            house_number: Some((n % 180 + 1).to_string()),
            street_name: Some(format!("{} Street", name(dice, 900))),
            city: Some(name(dice, 300)),
            postal_code: Some(format!("{}{} {}AP", ["LS", "YO", "M"][n % 3], n % 40, n % 9)),
            country_code: Some("GB".to_owned()),
            ..Address::default()
        }],
        vehicles: vec![Vehicle {
            vin: Some(format!("WVWZZZ1KZ6W{:06}", n % 1_000_000)),
            license_plate: Some(plate),
            ..Vehicle::default()
        }],
        names: Names { given_name: Some(given), family_name: Some(family), ..Names::default() },
        ..Record::default()
    }
}

fn start(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

type Ask = fn(&Record) -> String;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir()?;
    let store = Store::open(dir.path(), &Keys::new([1; 32], [2; 32]), Mode::ReadWrite)?;
    store.theirs.set_country("GB")?;
    let mut out = io::stdout();
    let mut dice = Dice(7);
    let at = jiff::Timestamp::from_second(1_760_000_000)?;
    let (mut took, mut done) = (std::time::Duration::ZERO, 0);
    while done < count {
        let batch: Vec<Record> =
            (done..(done + 5_000).min(count)).map(|n| somebody(n, &mut dice)).collect();
        let begun = Instant::now();
        store.theirs.put(&batch, at, Source::Import)?;
        took += begun.elapsed();
        done += batch.len();
    }
    let begun = Instant::now();
    store.theirs.settle()?;
    let settled = begun.elapsed();
    let sizes = store.theirs.sizes()?;
    writeln!(
        out,
        r#"{{"customers":{count},"import_s":{:.1},"us_each":{:.0},"index_s":{:.1},"file_mb":{},"index_mb":{},"memory_bytes_each":{}}}"#,
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / count as f64,
        settled.as_secs_f64(),
        sizes.file_bytes >> 20,
        sizes.index_bytes >> 20,
        sizes.index_memory_bytes / count.max(1) as u64,
    )?;
    drop(store);
    let begun = Instant::now();
    let store = Store::open(dir.path(), &Keys::new([1; 32], [2; 32]), Mode::ReadWrite)?;
    store.theirs.set_country("GB")?;
    store.theirs.find(&search_term::read("mar", "GB"), 10)?;
    let first = begun.elapsed();
    store.theirs.warm()?;
    writeln!(
        out,
        r#"{{"first_result_ms":{},"warm_ms":{}}}"#,
        first.as_millis(),
        begun.elapsed().as_millis(),
    )?;
    let kinds: [(&str, Ask); 10] = [
        ("1 letter", |r| start(&r.display_name(), 1)),
        ("3 letters", |r| start(r.names.family_name.as_deref().unwrap_or(""), 3)),
        ("family name", |r| r.names.family_name.clone().unwrap_or_default()),
        ("both names", Record::display_name),
        ("starts of both", |r| {
            let names = &r.names;
            let (given, family) = (names.given_name.as_deref(), names.family_name.as_deref());
            format!("{} {}", start(given.unwrap_or(""), 3), start(family.unwrap_or(""), 3))
        }),
        ("family + last 4 of phone", |r| {
            let phone = &r.channels[0].value;
            format!(
                "{} {}",
                r.names.family_name.as_deref().unwrap_or(""),
                &phone[phone.len() - 4..]
            )
        }),
        ("phone end 6", |r| r.channels[0].value[7..].to_owned()),
        ("phone middle 6", |r| r.channels[0].value[5..11].to_owned()),
        ("e-mail", |r| r.channels[1].value.clone()),
        ("VIN end", |r| {
            r.vehicles[0].vin.as_deref().map_or(String::new(), |vin| vin[9..].to_owned())
        }),
    ];
    for (kind, ask) in kinds {
        let mut again = Dice(7);
        let people: Vec<Record> =
            (0..count).map(|n| somebody(n, &mut again)).step_by((count / 200).max(1)).collect();
        let (mut times, mut ids, mut found) = (Vec::new(), Vec::new(), 0);
        for person in &people {
            let term = ask(person);
            let readings = search_term::read(&term, "GB");
            let (mut best, mut best_ids) = (u128::MAX, u128::MAX);
            for _ in 0..3 {
                let begun = Instant::now();
                let hits = store.theirs.find(&readings, 10)?;
                best = best.min(begun.elapsed().as_micros());
                let begun = Instant::now();
                store.theirs.find_ids(&readings, 10)?;
                best_ids = best_ids.min(begun.elapsed().as_micros());
                found += usize::from(hits.iter().any(|hit| hit.customer.id == person.id));
            }
            times.push(best);
            ids.push(best_ids);
        }
        times.sort_unstable();
        ids.sort_unstable();
        let at = |times: &[u128], share: usize| times[(times.len() - 1) * share / 100];
        writeln!(
            out,
            r#"{{"kind":"{kind}","p50_us":{},"p99_us":{},"ids_p50_us":{},"ids_p99_us":{},"found":{:.3}}}"#,
            at(&times, 50),
            at(&times, 99),
            at(&ids, 50),
            at(&ids, 99),
            found as f64 / (3 * people.len()) as f64,
        )?;
    }
    let mut again = Dice(7);
    let people: Vec<Record> =
        (0..count).map(|n| somebody(n, &mut again)).step_by((count / 200).max(1)).collect();
    let mut times = Vec::new();
    for person in &people {
        let begun = Instant::now();
        store.theirs.candidates(person, "GB", 250)?;
        times.push(begun.elapsed().as_micros());
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    writeln!(out, r#"{{"kind":"candidates","p50_us":{},"p99_us":{}}}"#, at(50), at(99))?;
    Ok(())
}
