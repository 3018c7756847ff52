//! Cards of an address book: vCard 2.1, 3.0 and 4.0. A card becomes cells under names of columns
//! (`N.family`, `TEL;cell`, `EMAIL #2`), so that it is mapped as a table is.

use super::text::Encoding;

/// A card's text, and what it took of the file.
pub struct Card<'a> {
    pub text: &'a str,
    /// Bytes from where the search began, and line ends in these.
    pub used: usize,
    pub lines: u64,
    /// Lines before the card begins.
    pub before: u64,
    /// What it is not.
    pub wrong: Option<&'static str>,
}

/// The next card of a text; `None` where nothing but blank lines follows.
pub fn next(text: &str) -> Option<Card<'_>> {
    let (mut at, mut line) = (0, 0);
    let mut start: Option<(usize, u64, bool)> = None;
    while at < text.len() {
        let (content, used) = line_of(&text[at..]);
        let word = content.trim();
        let begins = word.eq_ignore_ascii_case("BEGIN:VCARD");
        let (here, number) = (at, line);
        match start {
            Some((from, before, true)) if word.eq_ignore_ascii_case("END:VCARD") => {
                let (end, lines) = (at + used, line + 1);
                return Some(Card {
                    text: &text[from..end],
                    used: end,
                    lines,
                    before,
                    wrong: None,
                });
            }
            Some((from, before, card)) if begins => {
                let wrong = Some(if card { UNCLOSED } else { NO_CARD });
                return Some(Card {
                    text: &text[from..here],
                    used: here,
                    lines: number,
                    before,
                    wrong,
                });
            }
            None if !word.is_empty() => start = Some((here, number, begins)),
            _ => {}
        }
        at += used;
        line += 1;
    }
    start.map(|(from, before, card)| Card {
        text: &text[from..],
        used: text.len(),
        lines: line,
        before,
        wrong: Some(if card { UNCLOSED } else { NO_CARD }),
    })
}

const UNCLOSED: &str = "the card is not closed (END:VCARD)";
const NO_CARD: &str = "no card begins here (BEGIN:VCARD)";

/// A line without its end, and how many bytes it took.
fn line_of(text: &str) -> (&str, usize) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let pair = text[end..].starts_with("\r\n");
    (&text[..end], (end + 1 + usize::from(pair)).min(text.len()))
}

/// What a card says, under the names of columns, in its order.
pub fn cells(card: &str) -> Vec<(String, String)> {
    let mut cells: Vec<(String, String)> = Vec::new();
    for property in properties(card) {
        for (name, value) in property.cells() {
            if value.trim().is_empty() {
                continue;
            }
            let alike = |other: &str| {
                other == name
                    || other.strip_prefix(&name).is_some_and(|more| more.starts_with(" #"))
            };
            let before = cells.iter().filter(|(other, _)| alike(other)).count();
            let name = if before == 0 { name } else { format!("{name} #{}", before + 1) };
            cells.push((name, value));
        }
    }
    cells
}

struct Property {
    name: String,
    types: Vec<String>,
    value: String,
}

/// Unfolded, and quoted-printable texts read.
fn properties(card: &str) -> Vec<Property> {
    let mut all: Vec<String> = Vec::new();
    let mut rest = card;
    let mut soft = false;
    while !rest.is_empty() {
        let (line, used) = line_of(rest);
        rest = &rest[used..];
        match all.last_mut() {
            // A soft line end of quoted-printable: its "=" goes.
            Some(last) if soft => {
                last.pop();
                last.push_str(line.trim_start());
            }
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line[1..]),
            _ => all.push(line.to_owned()),
        }
        soft = all.last().is_some_and(|last| last.ends_with('=') && is_quoted_printable(last));
    }
    all.iter().filter_map(|line| property(line)).collect()
}

fn is_quoted_printable(line: &str) -> bool {
    let head = line.split(':').next().unwrap_or_default();
    head.to_ascii_uppercase().contains("QUOTED-PRINTABLE")
}

fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let colon = line.char_indices().find_map(|(at, c)| match c {
        '"' => {
            quoted = !quoted;
            None
        }
        ':' if !quoted => Some(at),
        _ => None,
    })?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let mut parts = head.split(';');
    let name = parts.next()?.rsplit('.').next()?.trim().to_ascii_uppercase();
    let (mut types, mut charset, mut coded) = (Vec::new(), None, false);
    for part in parts {
        let (key, said) = part.split_once('=').unwrap_or(("TYPE", part));
        match key.trim().to_ascii_uppercase().as_str() {
            "CHARSET" => charset = Encoding::named(said),
            "ENCODING" => coded |= said.eq_ignore_ascii_case("QUOTED-PRINTABLE"),
            "TYPE" => {
                let said = said.trim_matches('"').to_ascii_lowercase();
                coded |= said == "quoted-printable";
                types.extend(said.split(',').map(|one| one.trim().to_owned()));
            }
            _ => {}
        }
    }
    let value = if coded { quoted_printable(value, charset) } else { value.to_owned() };
    (!name.is_empty()).then_some(Property { name, types, value })
}

fn quoted_printable(text: &str, charset: Option<Encoding>) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let Some((first, more)) = rest.split_first() {
        let code = match (first, more) {
            (b'=', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &more[2..] } else { more };
    }
    charset.unwrap_or_else(|| Encoding::guess(&bytes)).decode(&bytes).into_owned()
}

const NAME: [&str; 5] = ["family", "given", "additional", "prefix", "suffix"];
const ADDRESS: [&str; 7] =
    ["poBox", "extended", "street", "city", "region", "postalCode", "country"];

/// Pictures, sounds and keys are no text; of the rest, what says nothing of a customer.
const UNREAD: [&str; 13] = [
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "REV",
    "PHOTO",
    "LOGO",
    "SOUND",
    "KEY",
    "AGENT",
    "X-ABLABEL",
    "X-ABADR",
    "SOURCE",
];

impl Property {
    fn is(&self, word: &str) -> bool {
        self.types.iter().any(|one| one == word)
    }

    fn cells(&self) -> Vec<(String, String)> {
        let name = self.name.as_str();
        if UNREAD.contains(&name) {
            return Vec::new();
        }
        let work = if self.is("work") { ";work" } else { "" };
        let parts = |column: &str, names: &[&str]| {
            let parts = components(&self.value);
            names
                .iter()
                .zip(parts)
                .map(|(part, value)| (format!("{column}.{part}"), value))
                .collect()
        };
        match name {
            "N" => parts("N", &NAME),
            "ADR" => parts(&format!("ADR{work}"), &ADDRESS),
            "TEL" => {
                let line = ["cell", "fax", "pager"].into_iter().find(|word| self.is(word));
                let line = line.map(|word| format!(";{word}")).unwrap_or_default();
                let home = if work.is_empty() && line.is_empty() && self.is("home") {
                    ";home"
                } else {
                    ""
                };
                let value = unescaped(&self.value);
                let value = value.strip_prefix("tel:").map_or(value.clone(), str::to_owned);
                vec![(format!("TEL{work}{line}{home}"), value)]
            }
            "EMAIL" => vec![(format!("EMAIL{work}"), unescaped(&self.value))],
            // The first part is the organisation, the others are its departments.
            "ORG" => components(&self.value)
                .into_iter()
                .take(1)
                .map(|value| ("ORG".to_owned(), value))
                .collect(),
            _ => vec![(name.to_owned(), unescaped(&self.value))],
        }
    }
}

/// Split at semicolons that are not escaped.
fn components(value: &str) -> Vec<String> {
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for c in value.chars() {
        if c == ';' && !escaped {
            parts.push(unescaped(&std::mem::take(&mut part)));
        } else {
            part.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(unescaped(&part));
    parts
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(card: &str) -> Vec<(String, String)> {
        cells(&format!("BEGIN:VCARD\r\n{card}\r\nEND:VCARD\r\n"))
    }

    #[test]
    fn the_three_versions_say_the_same() {
        let expected = [
            ("N.family", "Müller"),
            ("N.given", "Änne"),
            ("N.prefix", "Dr."),
            ("TEL;cell", "+49 170 5550142"),
            ("TEL;work", "0221 5550143"),
            ("EMAIL", "aenne@example.org"),
            ("ADR.street", "Hauptstr. 5"),
            ("ADR.city", "Köln"),
            ("ADR.postalCode", "50667"),
        ];
        for card in [
            "VERSION:3.0\r\nN;CHARSET=UTF-8:Müller;Änne;;Dr.;\r\nTEL;TYPE=CELL,VOICE:+49 170 5550142\r\n\
             TEL;TYPE=work:0221 5550143\r\nEMAIL;TYPE=INTERNET:aenne@example.org\r\nADR;TYPE=HOME:;;Haup\r\n tstr. 5;Köln;;50667;",
            "VERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;=C4nne;;Dr.;\r\n\
             TEL;CELL;VOICE:+49 170 5550142\r\nTEL;WORK:0221 5550143\r\nEMAIL;INTERNET:aenne@example.org\r\n\
             ADR;HOME;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:;;Hauptstr. =\r\n5;K=C3=B6ln;;50667;",
            "VERSION:4.0\r\nN:Müller;Änne;;Dr.;\r\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+49 170 5550142\r\n\
             item1.TEL;TYPE=work:0221 5550143\r\nEMAIL:aenne@example.org\r\nADR;LABEL=\"a: b; c\":;;Hauptstr. 5;Köln;;50667;",
        ] {
            let found = said(card);
            let found: Vec<(&str, &str)> =
                found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(found, expected, "{card}");
        }
    }

    #[test]
    fn escapes_and_repetitions_are_told_apart() {
        let found = said(
            "ORG:Acme\\; Sons;Sales\r\nNOTE:one\\ntwo\\, three\r\nEMAIL:a@example.org\r\nEMAIL:b@example.org\r\n\
             PHOTO;ENCODING=b:AAAA\r\n BBBB\r\nX-CUSTOMER-ID:01-4417",
        );
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            found,
            [
                ("ORG", "Acme; Sons"),
                ("NOTE", "one\ntwo, three"),
                ("EMAIL", "a@example.org"),
                ("EMAIL #2", "b@example.org"),
                ("X-CUSTOMER-ID", "01-4417"),
            ]
        );
    }

    #[test]
    fn cards_are_found_and_what_is_none_is_named_with_its_line() {
        let text = "\n\nBEGIN:VCARD\nFN:A\nEND:VCARD\nrubbish\nBEGIN:VCARD\nFN:B\nbegin:vcard\nFN:C\nend:vcard\n\n";
        let (mut rest, mut line, mut found) = (text, 1, Vec::new());
        while let Some(card) = next(rest) {
            found.push((line + card.before, card.wrong));
            line += card.lines;
            rest = &rest[card.used..];
        }
        assert_eq!(found, [(3, None), (6, Some(NO_CARD)), (7, Some(UNCLOSED)), (9, None)]);
        assert!(next("  \n\n").is_none() && next("").is_none());
    }
}
