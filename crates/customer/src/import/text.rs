//! The bytes of a file as text. Address books and spreadsheets are saved in what the computer that
//! made them was used to: UTF-8, UTF-16, or the Western European code page of Windows.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "ImportEncoding"))]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What the bytes 0x80 to 0x9f mean in Windows-1252; the five that mean nothing stay what they are.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Encoding {
    /// By the byte order mark, by zeros where UTF-16 has them, or because it is valid UTF-8.
    pub fn guess(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Self::Utf8;
        }
        if bytes.starts_with(b"\xff\xfe") {
            return Self::Utf16Le;
        }
        if bytes.starts_with(b"\xfe\xff") {
            return Self::Utf16Be;
        }
        let head = &bytes[..bytes.len().min(512)];
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let half = head.len() / 2;
        if half >= 2 && zeros(1) * 2 > half && zeros(0) * 2 < half {
            return Self::Utf16Le;
        }
        if half >= 2 && zeros(0) * 2 > half && zeros(1) * 2 < half {
            return Self::Utf16Be;
        }
        if std::str::from_utf8(bytes).is_ok() { Self::Utf8 } else { Self::Windows1252 }
    }

    /// Without the byte order mark. What cannot be read becomes the replacement character.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => {
                String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
            }
            Self::Windows1252 => Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()),
            Self::Utf16Le => Cow::Owned(wide(bytes, u16::from_le_bytes)),
            Self::Utf16Be => Cow::Owned(wide(bytes, u16::from_be_bytes)),
        }
    }

    /// As files name it (`CHARSET=ISO-8859-1`); the ISO page is a part of Windows'.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches('"').to_ascii_lowercase().replace('_', "-");
        match name.as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => Some(Self::Utf8),
            "windows-1252" | "cp1252" | "iso-8859-1" | "latin1" | "latin-1" | "iso-8859-15" => {
                Some(Self::Windows1252)
            }
            _ => None,
        }
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER));
    text.skip_while(|c| *c == '\u{feff}').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_read_from_every_encoding() {
        let text = "Nachname;Größe\r\nMüller-Šarić;5 €\r\n";
        let wide = |unit: fn(u16) -> [u8; 2], mark: &[u8]| {
            let units = text.encode_utf16().flat_map(unit);
            mark.iter().copied().chain(units).collect::<Vec<u8>>()
        };
        let plain = "Nachname;Größe\r\nMüller;5 €\r\n";
        let western = b"Nachname;Gr\xf6\xdfe\r\nM\xfcller;5 \x80\r\n".to_vec();
        for (bytes, encoding, text) in [
            (text.as_bytes().to_vec(), Encoding::Utf8, text),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8, text),
            (wide(u16::to_le_bytes, b"\xff\xfe"), Encoding::Utf16Le, text),
            (wide(u16::to_be_bytes, b"\xfe\xff"), Encoding::Utf16Be, text),
            (wide(u16::to_le_bytes, b""), Encoding::Utf16Le, text),
            (wide(u16::to_be_bytes, b""), Encoding::Utf16Be, text),
            (western, Encoding::Windows1252, plain),
        ] {
            assert_eq!(Encoding::guess(&bytes), encoding);
            assert_eq!(encoding.decode(&bytes), text, "{encoding:?}");
        }
        assert_eq!(Encoding::guess(b""), Encoding::Utf8);
    }

    #[test]
    fn half_a_character_at_the_end_stops_nothing() {
        assert_eq!(Encoding::Utf16Le.decode(b"\xff\xfea\x00b"), "a");
        assert_eq!(Encoding::Utf16Le.decode(b"\x00\xd8a\x00"), "\u{fffd}a");
        assert_eq!(Encoding::Utf8.decode(b"a\xc3"), "a\u{fffd}");
    }
}
