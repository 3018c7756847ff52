//! A .zip whose files are stored as they are: every computer opens it with what it has.

use super::Part;

/// The first day such a file can name. When it was made stands in its name and in its texts.
const DATE: u16 = 0x21;
/// Names are UTF-8.
const FLAGS: u16 = 0x800;
const VERSION: u16 = 20;

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

fn short(out: &mut Vec<u8>, numbers: &[u16]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn long(out: &mut Vec<u8>, numbers: &[u32]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

/// What the entry before the content and the one in the list at the end have in common.
fn described(out: &mut Vec<u8>, part: &Part) {
    let size = u32::try_from(part.text.len()).unwrap_or(u32::MAX);
    short(out, &[VERSION, FLAGS, 0, 0, DATE]);
    long(out, &[checksum(part.text.as_bytes()), size, size]);
    short(out, &[u16::try_from(part.name.len()).unwrap_or(u16::MAX), 0]);
}

/// A few short texts: no size here comes near what the format can say.
pub(super) fn packed(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for part in parts {
        let at = u32::try_from(out.len()).unwrap_or(u32::MAX);
        out.extend(b"PK\x03\x04");
        described(&mut out, part);
        out.extend(part.name.as_bytes());
        out.extend(part.text.as_bytes());
        list.extend(b"PK\x01\x02");
        short(&mut list, &[VERSION]);
        described(&mut list, part);
        short(&mut list, &[0, 0, 0]);
        long(&mut list, &[0, at]);
        list.extend(part.name.as_bytes());
    }
    let (at, size) = (u32::try_from(out.len()), u32::try_from(list.len()));
    let count = u16::try_from(parts.len()).unwrap_or(u16::MAX);
    out.extend(list);
    out.extend(b"PK\x05\x06");
    short(&mut out, &[0, 0, count, count]);
    long(&mut out, &[size.unwrap_or(u32::MAX), at.unwrap_or(u32::MAX)]);
    short(&mut out, &[0]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn the_list_at_the_end_leads_to_each_text() {
        let part = |name: &str, text: &str| Part { name: name.to_owned(), text: text.to_owned() };
        let parts = [part("a.txt", "first"), part("b.txt", ""), part("c.txt", "third\n")];
        let bytes = packed(&parts);
        let number = |at: usize, long: usize| {
            bytes[at..at + long].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        };
        let end = bytes.len() - 22;
        assert_eq!((&bytes[end..end + 4], number(end + 8, 2)), (&b"PK\x05\x06"[..], 3));
        let mut row = number(end + 16, 4);
        for part in parts {
            assert_eq!(&bytes[row..row + 4], b"PK\x01\x02");
            let (at, long) = (number(row + 42, 4), number(row + 28, 2));
            assert_eq!(&bytes[row + 46..row + 46 + long], part.name.as_bytes());
            assert_eq!(&bytes[at..at + 4], b"PK\x03\x04");
            let text = at + 30 + long;
            let size = number(at + 22, 4);
            assert_eq!(&bytes[text..text + size], part.text.as_bytes());
            row += 46 + long;
        }
        assert_eq!(row, end);
    }
}
