//! The values that are planted, and the eye that finds each of them in whatever form it was written.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// In how many forms each is looked for.
pub const FORMS: usize = 10;

/// Where each stands in a record, and what stands there: nothing of it stands anywhere else.
pub const FIELDS: [(&str, &str); 40] = [
    ("/names/title", "Zquaintess"),
    ("/names/initials", "ZQJVXWKY"),
    ("/names/givenName", "Zquinevere"),
    ("/names/middleName", "Xylothrope"),
    ("/names/familyName", "Canaryquist"),
    ("/names/preferredName", "Zquinniekin"),
    ("/names/suffix", "Zquintus"),
    ("/names/salutation", "Dearest Zquin"),
    ("/company/name", "Zquabble Forge Limited"),
    ("/company/tradingName", "Zquabbleforge"),
    ("/company/registrationNumber", "ZQ90817263"),
    ("/company/vatNumber", "GB908172635"),
    ("/identity/birthDate", "1931-07-19"),
    ("/identity/socialSecurityId", "QQ908172C"),
    ("/identity/driverLicense", "ZQUIN907191Z99ZQ"),
    ("/identity/passportNumber", "ZQ9081726354"),
    ("/personalDetails/occupation", "Zquilliner"),
    ("/personalDetails/maritalStatus", "zquidowed"),
    ("/personalDetails/nationality", "Zquandish"),
    ("/channels/0/value", "+447400908172"),
    ("/channels/1/value", "zquin.canary@quux.example"),
    ("/channels/2/value", "+441132908173"),
    ("/channels/3/value", "office.zquin@forge.example"),
    ("/addresses/0/streetName", "Zquarrel Terrace"),
    ("/addresses/0/houseNumber", "90817ZQH"),
    ("/addresses/0/buildingName", "Zquirrel Court"),
    ("/addresses/0/suburb", "Zquagmirethorpe"),
    ("/addresses/0/city", "Zquillhampton"),
    ("/addresses/0/county", "Zquintshire"),
    ("/addresses/0/postalCode", "ZQ9 0XW"),
    ("/addresses/1/poBoxName", "Zquay Storehouse"),
    ("/addresses/1/poBoxNumber", "ZQPOB90817"),
    ("/vehicles/0/vin", "WVWZZZ9QZ0W908172"),
    ("/vehicles/0/licensePlate", "ZQ90 XWV"),
    ("/vehicles/0/make", "Zquagen"),
    ("/vehicles/0/model", "Zquolferino"),
    ("/customerKey", "ZQKEY90817"),
    ("/id", "ZQ-01-90817"),
    ("/notes", "prefers a zquavering voice"),
    ("/loyaltyNumber", "ZQLOY9081726"),
];

pub fn record() -> Value {
    let mut record = json!({
        "kind": "person", "names": {}, "company": {}, "identity": {}, "personalDetails": {},
        "channels": [
            {"kind": "phone", "use": "home", "line": "mobile"}, {"kind": "email", "use": "home"},
            {"kind": "phone", "use": "work", "line": "landline"}, {"kind": "email", "use": "work"},
        ],
        "addresses": [{"kind": "physical", "countryCode": "GB"}, {"kind": "postal"}],
        "vehicles": [{"relationship": "OWNER"}],
    });
    for (path, value) in FIELDS {
        let (of, member) = path.rsplit_once('/').expect("a path");
        record.pointer_mut(of).expect("a place")[member] = json!(value);
    }
    record
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        let letters = (0..=three.len()).map(|n| LETTERS[(bits >> (18 - 6 * n)) as usize & 63]);
        text.extend(letters.map(char::from));
    }
    text
}

/// One value in each form somebody might write it in. Base64 of something that begins elsewhere shows
/// its middle all the same, so that is looked for, at each of its three places.
pub fn forms(text: &str) -> [Vec<Vec<u8>>; FORMS] {
    let wide = |end: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(end).collect::<Vec<u8>>();
    let hex = |upper: bool| {
        let one = |byte: u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        text.bytes().map(one).collect::<String>().into_bytes()
    };
    let address = |space: &str| {
        let one = |letter: char| match letter {
            ' ' => space.to_owned(),
            letter if letter.is_ascii_alphanumeric() || "-._~".contains(letter) => letter.into(),
            letter => format!("%{:02X}", u32::from(letter)),
        };
        text.chars().map(one).collect::<String>().into_bytes()
    };
    let escaped = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let coded = (0..3).map(|before| {
        let shifted = [&b"   "[..before], text.as_bytes()].concat();
        let coded = base64(&shifted).into_bytes();
        let whole = shifted.len() / 3 * 4;
        coded[if before == 0 { 0 } else { 4 }..whole].to_vec()
    });
    [
        vec![text.as_bytes().to_vec()],
        vec![text.to_lowercase().into_bytes()],
        vec![text.to_uppercase().into_bytes()],
        vec![wide(u16::to_le_bytes)],
        vec![wide(u16::to_be_bytes)],
        vec![hex(false), hex(true)],
        vec![text.chars().rev().collect::<String>().into_bytes()],
        coded.collect(),
        vec![address("%20"), address("+")],
        vec![escaped.into_bytes()],
    ]
}

/// Finds all of them at once.
pub struct Eye {
    /// By their first bytes: what they are, and all their bytes.
    known: HashMap<[u8; 6], Vec<(String, Vec<u8>)>>,
}

impl Eye {
    pub fn new() -> Self {
        let mut known: HashMap<_, Vec<_>> = HashMap::new();
        for (field, value) in FIELDS {
            for (n, form) in forms(value).into_iter().enumerate() {
                for bytes in form.into_iter().filter(|bytes| bytes.len() >= 6) {
                    let first = *bytes.first_chunk().expect("long enough to be told");
                    known.entry(first).or_default().push((format!("{field} as {n}"), bytes));
                }
            }
        }
        Self { known }
    }

    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (at, first) in bytes.windows(6).enumerate() {
            let Some(known) = first.first_chunk().and_then(|first| self.known.get(first)) else {
                continue;
            };
            let there = known.iter().filter(|(_, form)| bytes[at..].starts_with(form));
            found.extend(there.map(|(what, _)| what.clone()));
        }
        found
    }

    /// In each file below, and in their names: how many there are, and what was found where.
    pub fn below(&self, folder: &Path) -> (usize, Vec<String>) {
        let (mut files, mut found) = (0, Vec::new());
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
                let mut all = self.in_bytes(path.as_os_str().as_encoded_bytes());
                if kind.is_dir() {
                    folders.push(path.clone());
                } else if kind.is_file() {
                    files += 1;
                    all.extend(self.in_bytes(&std::fs::read(&path).expect("readable")));
                }
                found.extend(all.into_iter().map(|what| format!("{what} in {}", path.display())));
            }
        }
        (files, found)
    }
}
