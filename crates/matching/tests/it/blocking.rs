//! Found among many: a map of keys as a store would hold it, with more people of one name than a
//! key may hold.

use crate::record;
use customer::Record;
use matching::blocking::{BlockKind, CAP, Gather, keys};
use serde_json::{Value, json};
use std::collections::HashMap;

struct Books {
    keys: HashMap<(BlockKind, String), Vec<u32>>,
    customers: u64,
}

impl Books {
    fn of(records: &[Record]) -> Self {
        let mut books = Self { keys: HashMap::new(), customers: 1_000_000 };
        for (row, record) in (0_u32..).zip(records) {
            for key in keys(record, "GB") {
                books.keys.entry(key).or_default().push(row);
            }
        }
        books
    }

    fn find(&self, person: &Record, limit: usize) -> Vec<u32> {
        let mut gather = Gather::new(self.customers);
        for key in keys(person, "GB") {
            if let Some(rows) = self.keys.get(&key) {
                gather.add(key.0, rows);
            }
        }
        gather.best(limit)
    }
}

/// One of nine hundred who are all called John Smith and all live in one town.
fn john_smith(n: u32) -> Value {
    json!({
        "names": {"givenName": "John", "familyName": "Smith"},
        "identity": {"birthDate": format!("19{:02}-{:02}-{:02}", 30 + n % 70, 1 + n % 12, 1 + n % 28)},
        "channels": [{"kind": "phone", "value": format!("07400 {:06}", 100_003 + n * 37)},
                     {"kind": "email", "value": format!("user{n}x@mail.example")}],
        "addresses": [{"houseNumber": format!("{}", 1 + n % 90), "city": "Leeds",
                       "streetName": format!("{} Street", street(n)),
                       "postalCode": format!("LS{} {}AB", 1 + n % 28, n % 10)}],
        "vehicles": [{"vin": format!("WVWZZZ1KZ6W{:06}", 200_000 + n * 13)}]
    })
}

fn street(n: u32) -> String {
    let letter = |n: u32| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
    [letter(n), 'o', letter(n / 26), 'e', letter(n / 7)].iter().collect()
}

/// Another digit in one place.
fn slip(number: &str, at: usize) -> String {
    let other = if number[at..].starts_with('9') { "1" } else { "9" };
    format!("{}{other}{}", &number[..at], &number[at + 1..])
}

#[test]
fn the_right_one_of_nine_hundred_of_one_name_is_found_by_what_else_is_known() {
    let stored: Vec<Record> = (0..900).map(|n| record(john_smith(n))).collect();
    let books = Books::of(&stored);
    let crowd = keys(&stored[0], "GB").into_iter().filter(|key| books.keys[key].len() > CAP);
    assert!(crowd.count() >= 6, "the names alone are shared by too many");
    for n in [3_u32, 411, 702, 899] {
        let whole = john_smith(n);
        let number = whole["channels"][0]["value"].as_str().expect("a number").to_owned();
        let phone = |number: &str| json!({"channels": [{"kind": "phone", "value": number}]});
        let cases = [
            ("a slip in the phone's start", phone(&slip(&number, 4))),
            ("a slip in the phone's middle", phone(&slip(&number, 8))),
            ("a slip in the phone's end", phone(&slip(&number, 11))),
            (
                "a birth date with another year",
                json!({"identity": {"birthDate":
                format!("18{}", &whole["identity"]["birthDate"].as_str().expect("a date")[2..])}}),
            ),
            (
                "the street without a number",
                json!({"addresses": [{
                "streetName": whole["addresses"][0]["streetName"],
                "postalCode": whole["addresses"][0]["postalCode"]}]}),
            ),
            (
                "the end of a VIN",
                json!({"vehicles": [{"vin":
                whole["vehicles"][0]["vin"].as_str().expect("a VIN")[9..]}]}),
            ),
        ];
        for (name, known) in cases {
            let mut person = json!({"names": whole["names"]});
            for (member, value) in known.as_object().expect("an object") {
                person[member.as_str()] = value.clone();
            }
            let found = books.find(&record(person), 64);
            assert!(found.contains(&n), "{name}: {n} among {}", found.len());
        }
    }
}

#[test]
fn whoever_shares_one_name_only_is_found_where_few_bear_it() {
    let rows = [
        json!({"names": {"givenName": "Leonor", "familyName": "Oliveira"}}),
        json!({"names": {"givenName": "Leon", "familyName": "Parry"}}),
        json!({"names": {"familyName": "Wojciechowska"}}),
        json!({"names": {"givenName": "Anna", "familyName": "Ross"},
               "channels": [{"kind": "email", "value": "a.simpson77@mail.example"}]}),
    ];
    let books = Books::of(&rows.map(record));
    for (person, row) in [
        (json!({"names": {"givenName": "Leonor", "familyName": "Alves"}}), 0),
        (json!({"names": {"givenName": "Lwon", "familyName": "Parry"}}), 1),
        (json!({"names": {"givenName": "Kamila", "familyName": "Wojciechowska"}}), 2),
        (json!({"names": {"givenName": "Anna", "familyName": "Simpson"}}), 3),
    ] {
        assert_eq!(books.find(&record(person.clone()), 1), [row], "{person}");
    }
}

#[test]
fn a_record_has_a_bounded_number_of_keys() {
    let many: Vec<usize> = (0..50).map(|n| keys(&record(john_smith(n)), "GB").len()).collect();
    assert!(many.iter().all(|count| (15..=40).contains(count)), "{many:?}");
}
