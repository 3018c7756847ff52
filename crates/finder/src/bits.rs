//! A set of small numbers.

#[derive(Clone, Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn with(size: u32) -> Self {
        Self(vec![0; size as usize / 64 + 1])
    }

    pub(crate) fn clear(&mut self) {
        self.0.fill(0);
    }

    #[inline]
    pub(crate) fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    /// Says whether it is new.
    #[inline]
    pub(crate) fn add(&mut self, number: u32) -> bool {
        let Some(bits) = self.0.get_mut(number as usize / 64) else { return false };
        let bit = 1 << (number % 64);
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }

    pub(crate) fn each(&self, mut tell: impl FnMut(u32)) {
        for (word, at) in self.0.iter().zip((0..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                tell(at + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        self.0.iter().flat_map(|bits| bits.to_le_bytes()).collect()
    }

    /// `None` where it is of another size.
    pub(crate) fn read(bytes: &[u8], size: u32) -> Option<Self> {
        let mut bits = Self::with(size);
        (bytes.len() == bits.0.len() * 8).then_some(())?;
        for (word, eight) in bits.0.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_le_bytes(eight.try_into().ok()?);
        }
        Some(bits)
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.0.len() * 8
    }
}
