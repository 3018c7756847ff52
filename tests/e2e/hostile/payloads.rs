//! The hostile customers: the list that the pages' own tests read too, each text in every field of a
//! record, pointed at an address of this computer that counts who comes.

use serde_json::{Map, Value, json};

const LISTED: &str = include_str!("../../../ui/tests/hostile/payloads.json");
/// The place the list's addresses lead to.
const ELSEWHERE: &str = "evil.example";
/// What two who look alike are called.
pub const TWINS: &str = "Zqtwins";

/// A customer whose every word is this text.
#[derive(Clone, Debug)]
pub struct Hostile {
    pub kind: String,
    pub id: String,
    /// Nobody else is called so.
    pub name: String,
    pub text: String,
}

impl Hostile {
    /// Nothing in it that a page shows otherwise than it is: no letter without a face, no long line.
    pub fn is_plain(&self) -> bool {
        let plain = |c: char| c.is_ascii_graphic() || c == ' ';
        self.text.chars().all(plain) && self.text.len() <= 300
    }

    pub fn record(&self) -> Value {
        let text = self.text.as_str();
        let all = |names: &[&str]| {
            let members = names.iter().map(|name| ((*name).to_owned(), json!(text)));
            Value::Object(members.collect::<Map<_, _>>())
        };
        let mut names = all(&["title", "givenName", "middleName", "preferredName", "initials"]);
        names["familyName"] = json!(self.name);
        let mut address = all(&[
            "streetType",
            "streetName",
            "houseNumber",
            "buildingName",
            "suburb",
            "city",
            "county",
            "province",
            "postalCode",
            "countryCode",
        ]);
        address["kind"] = json!("physical");
        json!({
            "id": self.id,
            "kind": "person",
            "customerKey": text,
            "status": text,
            "names": names,
            "company": { "name": text },
            "personalDetails": all(&["gender", "maritalStatus", "languageCode", "occupation"]),
            "channels": [
                { "kind": "phone", "use": "home", "line": "mobile", "value": text },
                { "kind": "email", "use": "work", "value": text },
            ],
            "addresses": [address],
            "vehicles": [all(&["vin", "licensePlate", "make", "model", "relationship"])],
        })
    }
}

/// Everybody, with each address led to `beacon`.
pub fn everybody(beacon: &str) -> Vec<Hostile> {
    let listed: Map<String, Value> = serde_json::from_str(LISTED).expect("a list of texts");
    let listed = listed.into_iter().flat_map(|(kind, texts)| {
        let texts = texts.as_array().cloned().unwrap_or_default();
        let text = |one: Value| one.as_str().expect("a text").to_owned();
        texts.into_iter().map(move |one| (kind.clone(), text(one)))
    });
    let large = large().into_iter().map(|text| ("large".to_owned(), text));
    let texts = listed.chain(large);
    let people = texts.enumerate().map(|(at, (kind, text))| Hostile {
        kind,
        id: format!("H-{at:04}"),
        name: name(at),
        text: text.replace(ELSEWHERE, beacon),
    });
    people.collect()
}

/// Two of one name, one address of mail and one town: only a person tells them apart.
pub fn twins(beacon: &str) -> [Hostile; 2] {
    let text = format!("<img src=http://{beacon}/x onerror=globalThis.__ran=['twin']>");
    ["H-twin-1", "H-twin-2"].map(|id| Hostile {
        kind: "twins".to_owned(),
        id: id.to_owned(),
        name: TWINS.to_owned(),
        text: text.clone(),
    })
}

fn large() -> Vec<String> {
    vec![
        "W".repeat(10_000),
        "Maria ".repeat(170),
        "\u{202e}".repeat(500),
        format!("e{}", "\u{301}".repeat(500)),
        "<b>".repeat(200),
        format!("{}x", "\u{a0}".repeat(200)),
        "&".repeat(900),
    ]
}

/// A name of letters that no other number has, and that is no plate, phone or post code.
fn name(at: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 20).expect("a letter"));
    format!("Zq{}{}{}", letter(at / 400), letter(at / 20), letter(at))
}

/// The cells of a table as a spreadsheet reads them: RFC 4180.
pub fn cells(text: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            _ => cell.push(letter),
        }
    }
    cells
}
