//! Numbers and checksums as they stand in the parts of a segment.
//!
//! Reading never panics: what ends too early reads as nothing.

/// Seven bits a byte, the lowest first.
pub(crate) fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[inline]
pub(crate) fn take(data: &[u8], at: &mut usize) -> Option<u32> {
    let first = *data.get(*at)?;
    *at += 1;
    if first < 0x80 {
        return Some(first.into());
    }
    let mut number = u32::from(first & 0x7f);
    for shift in [7, 14, 21, 28] {
        let next = *data.get(*at)?;
        *at += 1;
        number |= u32::from(next & 0x7f) << shift;
        if next < 0x80 {
            return Some(number);
        }
    }
    None
}

pub(crate) const fn zigzag(from: u32, to: u32) -> u32 {
    let step = to.wrapping_sub(from) as i32;
    ((step << 1) ^ (step >> 31)) as u32
}

pub(crate) const fn unzigzag(from: u32, code: u32) -> u32 {
    from.wrapping_add((code >> 1) ^ (code & 1).wrapping_neg())
}

pub(crate) fn put_word(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn put_words(out: &mut Vec<u8>, numbers: &[u32]) {
    put_word(out, numbers.len() as u32);
    numbers.iter().for_each(|number| put_word(out, *number));
}

pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_word(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

/// Reads what the `put_…` functions wrote, in the same order.
pub(crate) struct Reader<'a> {
    data: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(data: &'a [u8]) -> Self {
        Self { data }
    }

    fn some(&mut self, length: usize) -> Option<&'a [u8]> {
        let (some, rest) = self.data.split_at_checked(length)?;
        self.data = rest;
        Some(some)
    }

    pub(crate) fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.some(4)?.try_into().ok()?))
    }

    pub(crate) fn long(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.some(8)?.try_into().ok()?))
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.word()?;
        self.some(length as usize)
    }

    pub(crate) fn words(&mut self) -> Option<Vec<u32>> {
        let length = self.word()? as usize;
        let bytes = self.some(length.checked_mul(4)?)?;
        let words = bytes.chunks_exact(4);
        Some(words.map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.data.is_empty()
    }
}

/// Tells damage, not forgery: the file it stands in is authenticated.
pub(crate) fn checksum(data: &[u8]) -> u64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut sum = STEP ^ data.len() as u64;
    let mut eights = data.chunks_exact(8);
    for eight in &mut eights {
        let mut word = [0; 8];
        word.copy_from_slice(eight);
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(STEP).rotate_left(29);
    }
    for byte in eights.remainder() {
        sum = (sum ^ u64::from(*byte)).wrapping_mul(STEP).rotate_left(29);
    }
    sum ^ (sum >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_put() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, u32::MAX] {
            let mut out = Vec::new();
            put(&mut out, number);
            assert_eq!(take(&out, &mut 0), Some(number));
            assert_eq!(take(&out[..out.len() - 1], &mut 0), None);
            assert_eq!(unzigzag(7, zigzag(7, number)), number);
        }
    }

    #[test]
    fn a_flipped_bit_changes_the_checksum() {
        let data: Vec<u8> = (0..200).collect();
        for bit in 0..data.len() * 8 {
            let mut other = data.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(checksum(&data), checksum(&other));
        }
    }
}
