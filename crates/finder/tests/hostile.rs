//! What is pasted by mistake or out of malice, among twenty thousand customers: the work it makes
//! is counted, not timed. An index looks whether it shall stop at least once for each thousand of
//! customers it holds against a question and for each list it marks.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

use customer::search_term;
use finder::{
    Customer, Finder, Options, ask,
    face::{Field, Word},
};
use std::cell::Cell;

const SOUNDS: [&str; 24] = [
    "an", "be", "cor", "da", "el", "fin", "ga", "har", "is", "jo", "ka", "lin", "mar", "nor", "ol",
    "pe", "ro", "sa", "tho", "ul", "van", "wil", "zel", "son",
];

/// Names, towns and numbers as common as their sounds are.
fn dealer(count: usize) -> Finder {
    let word = |field, text: String| Word { field, inner: false, text };
    let name = |n: usize| [n, n / 24, n / 576].map(|at| SOUNDS[at % 24]).concat();
    Finder::of((0..count).map(|n| {
        let shuffled = n.wrapping_mul(2_654_435_761) % 1_000_003;
        let words = vec![
            word(Field::FamilyName, name(shuffled % 6_000)),
            word(Field::GivenName, name(shuffled % 300)),
            word(Field::City, name(shuffled % 40)),
            word(Field::Phone, format!("4477{:08}", shuffled * 97)),
            word(Field::Plate, format!("ab{:02}cd{}", shuffled % 100, n % 10)),
        ];
        Customer { handle: u32::try_from(n).unwrap(), opened: None, words }
    }))
    .unwrap()
}

/// How often the search looked whether it shall stop.
fn work(finder: &Finder, typed: &str) -> u32 {
    let looks = Cell::new(0_u32);
    let pieces = ask::pieces(&search_term::read(typed, "GB"), "GB");
    let stop = || {
        looks.set(looks.get() + 1);
        false
    };
    finder.find(&pieces, Options::new(10), &stop).unwrap();
    looks.get()
}

#[test]
fn what_nobody_would_type_makes_no_more_work_than_a_long_name() {
    let finder = dealer(20_000);
    let megabytes = |text: &str| text.repeat(5_000_000 / text.len());
    let words = |one: &dyn Fn(usize) -> String| (0..10_000).map(one).collect::<String>();
    let hostile = [
        ("five megabytes of a name", megabytes("marlin ")),
        ("five megabytes without a gap", megabytes("a")),
        ("five megabytes of white space", megabytes(" \t\n")),
        ("five megabytes of digits", megabytes("7700904417")),
        ("ten thousand words", words(&|n| format!("{} ", SOUNDS[n % 24]))),
        ("ten thousand letters", words(&|n| format!("{} ", &SOUNDS[n % 24][..1]))),
        ("ten thousand slips", words(&|n| format!("{}xe{} ", SOUNDS[n % 24], SOUNDS[n % 7]))),
        ("ten thousand ends of numbers", words(&|n| format!("{:04} ", n % 10_000))),
        ("control characters", megabytes("mar\u{7}\u{1b}[31m\u{0} ")),
        ("marks that show nothing", megabytes("\u{202e}\u{200b}\u{feff}")),
        ("wildcards", megabytes("*%_? ")),
        ("wildcards among letters", megabytes("m*a%r_ ")),
        ("hyphens", megabytes("mar-")),
        ("signs of other fields", megabytes("@#!$%&^= ")),
    ];
    // What a desk really types costs this at most.
    let usual = ["m", "mar lin", "marlinan corbe 4417", "marlon harison wilzel"];
    let usual = usual.map(|typed| work(&finder, typed)).into_iter().max().unwrap();
    for (what, typed) in hostile {
        let work = work(&finder, &typed);
        assert!(work <= 200 + 4 * usual, "{what}: {work} looks, usually {usual} at most");
    }
}
