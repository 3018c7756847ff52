//! Phone numbers as packed digits, and the scraps of them that lead to their owners.

/// Longer numbers are cut at the front: nobody has one.
const LONGEST: usize = 24;

/// Up to 24 digits, four bits each, the last digit lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    pub length: u8,
    packed: u128,
}

const fn mask(length: u8) -> u128 {
    if length >= 32 { u128::MAX } else { (1 << (4 * length as u32)) - 1 }
}

impl Digits {
    pub(crate) fn of(text: &str) -> Self {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        let kept = &digits[digits.len().saturating_sub(LONGEST)..];
        let packed = kept.iter().fold(0, |packed, digit| packed << 4 | u128::from(*digit));
        Self { length: kept.len() as u8, packed }
    }

    pub(crate) fn text(self) -> String {
        (0..self.length).rev().map(|at| char::from(b'0' + self.digit(at))).collect()
    }

    /// Counted from the end.
    const fn digit(self, at: u8) -> u8 {
        (self.packed >> (4 * at as u32)) as u8 & 0xf
    }

    pub(crate) const fn ends_with(self, other: Self) -> bool {
        self.length >= other.length && (self.packed ^ other.packed) & mask(other.length) == 0
    }

    pub(crate) const fn starts_with(self, other: Self) -> bool {
        self.length >= other.length
            && self.packed >> (4 * (self.length - other.length) as u32) == other.packed
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        let Some(places) = self.length.checked_sub(other.length) else { return false };
        (0..=places)
            .any(|at| (self.packed >> (4 * u32::from(at)) ^ other.packed) & mask(other.length) == 0)
    }

    /// Without so many digits at the front.
    pub(crate) const fn without(self, front: u8) -> Self {
        let length = self.length.saturating_sub(front);
        Self { length, packed: self.packed & mask(length) }
    }

    /// How many digits the country code at the front takes (ITU-T E.164).
    pub(crate) fn country_code(self) -> u8 {
        let Some(last) = self.length.checked_sub(2) else { return self.length.min(1) };
        match (self.digit(last + 1), self.digit(last)) {
            (1 | 7, _) => 1,
            (2, 0 | 7)
            | (3, 0..=4 | 6 | 9)
            | (4, 0 | 1 | 3..=9)
            | (5, 1..=8)
            | (6, 0..=6)
            | (8, 1 | 2 | 4 | 6)
            | (9, 0..=5 | 8) => 2,
            _ => self.length.min(3),
        }
    }

    fn number(self, at: u8, length: u8) -> u32 {
        (0..length).rev().fold(0, |sum, n| sum * 10 + u32::from(self.digit(at + n).min(9)))
    }

    /// Every four digits in a row, as numbers.
    pub(crate) fn fours(self) -> impl Iterator<Item = u32> {
        (0..(self.length + 1).saturating_sub(4)).map(move |at| self.number(at, 4))
    }

    pub(crate) fn first_three(self) -> Option<u32> {
        self.length.checked_sub(3).map(|at| self.number(at, 3))
    }

    /// Missing digits count as zeros, so that three at the end are the end of ten fours.
    fn last_four(self) -> Option<u32> {
        (self.length >= 3).then(|| self.number(0, self.length.min(4)))
    }

    /// The scraps under which numbers with this end stand.
    pub(crate) fn ends(self) -> Vec<u32> {
        match self.length {
            ..3 => Vec::new(),
            3 => (0..10).map(|digit| ENDS + digit * 1_000 + self.number(0, 3)).collect(),
            _ => vec![ENDS + self.number(0, 4)],
        }
    }

    /// All scraps of a stored number, each once.
    pub(crate) fn scraps(self) -> Vec<u32> {
        let mut scraps: Vec<u32> = self.fours().collect();
        scraps.extend(self.last_four().map(|n| ENDS + n));
        scraps.extend(self.first_three().map(|n| STARTS + n));
        let national = self.without(self.country_code());
        scraps.extend(national.first_three().map(|n| NATIONAL + n));
        scraps.sort_unstable();
        scraps.dedup();
        scraps
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        out.push(self.length);
        let bytes = self.length.div_ceil(2) as usize;
        out.extend_from_slice(&self.packed.to_le_bytes()[..bytes]);
    }

    /// A number at the start of `data` and what stands behind it.
    pub(crate) fn read(data: &[u8]) -> Option<(Self, &[u8])> {
        let (length, rest) = data.split_first()?;
        let (bytes, rest) = rest.split_at_checked(length.div_ceil(2) as usize)?;
        let mut packed = [0; 16];
        packed.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some((Self { length: *length, packed: u128::from_le_bytes(packed) }, rest))
    }
}

/// Scraps are numbered: four digits anywhere, four at the end, three at the start, three at the
/// start of the national number.
const ENDS: u32 = 10_000;
pub(crate) const STARTS: u32 = 20_000;
pub(crate) const NATIONAL: u32 = 21_000;
pub(crate) const SCRAPS: u32 = 22_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_compare_as_their_text_does() {
        let numbers = ["447700904417", "", "1", "4417", "77009", "0441", "12345678901234567890"];
        for a in numbers {
            for b in numbers {
                let (left, right) = (Digits::of(a), Digits::of(b));
                assert_eq!(left.ends_with(right), a.ends_with(b), "{a} {b}");
                assert_eq!(left.starts_with(right), a.starts_with(b), "{a} {b}");
                assert_eq!(left.contains(right), a.contains(b), "{a} {b}");
            }
            let mut out = Vec::new();
            Digits::of(a).write(&mut out);
            assert_eq!(Digits::read(&out).unwrap().0.text(), a);
        }
    }

    #[test]
    fn a_number_leads_from_each_scrap_of_it() {
        let digits = Digits::of("447700904417");
        assert_eq!(digits.country_code(), 2);
        let scraps = digits.scraps();
        for scrap in [4477, 7700, 4417, ENDS + 4417, STARTS + 447, NATIONAL + 770, 41] {
            assert_eq!(scraps.contains(&scrap), scrap != 41, "{scrap}");
        }
        for end in ["417", "4417", "904417"] {
            assert!(Digits::of(end).ends().iter().any(|end| scraps.contains(end)));
        }
        assert!(Digits::of("417").scraps().contains(&Digits::of("417").ends()[0]));
    }
}
