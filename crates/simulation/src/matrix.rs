//! The fault matrix of the design, as far as it can be met at this level: which fault was met at
//! which point, and how often.

use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Before the save is stored.
    P0,
    /// It waits.
    P1,
    /// What is read before it is sent.
    P2,
    /// Stored as being sent, and no byte has left.
    P3,
    /// On its way, not carried out.
    P4,
    /// Carried out, no answer.
    P5,
    /// In the middle of the answer.
    P6,
    /// The answer is known and not stored.
    P7,
    /// What is read afterwards.
    P8,
    /// What waited for it.
    P9,
}

/// The rows, by their numbers in the design.
pub const ROWS: &[(u8, &str)] = &[
    (1, "killed"),
    (3, "refused"),
    (4, "swallowed"),
    (5, "reset"),
    (6, "answer lost, done"),
    (7, "answer lost, not done"),
    (8, "committed late"),
    (9, "not an answer"),
    (10, "another customer's id"),
    (11, "dripping"),
    (12, "500, 502, 504, 520"),
    (13, "503"),
    (14, "429, quota"),
    (15, "408, 425"),
    (16, "401"),
    (17, "403"),
    (18, "400, 422"),
    (19, "gone"),
    (20, "changed, locked"),
    (21, "redirect"),
    (22, "search lags"),
    (24, "kept in part"),
    (25, "old read"),
    (27, "certificate"),
    (28, "changed by another"),
    (29, "made by another"),
    (38, "clock set"),
    (39, "stopped"),
];

#[derive(Clone, Debug, Default)]
pub struct Cells(BTreeMap<(u8, Point), u64>);

impl Cells {
    pub fn met(&mut self, row: u8, point: Point) {
        *self.0.entry((row, point)).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (cell, count) in &other.0 {
            *self.0.entry(*cell).or_default() += count;
        }
    }

    pub fn of(&self, row: u8) -> u64 {
        self.0.iter().filter(|((of, _), _)| *of == row).map(|(_, count)| count).sum()
    }

    /// The cells a long run must have met, so that one that is never met shows as a nought.
    pub fn reachable() -> impl Iterator<Item = (u8, Point)> {
        use Point::{P0, P1, P2, P3, P4, P5, P6, P7, P8, P9};
        const CELLS: &[(u8, &[Point])] = &[
            (1, &[P0, P1, P2, P3, P4, P5, P6, P7, P8, P9]),
            (3, &[P2, P3, P8]),
            (4, &[P2, P3, P8]),
            (5, &[P2, P4, P5, P8]),
            (6, &[P5]),
            (7, &[P4]),
            (8, &[P4]),
            (9, &[P2, P5, P6, P8]),
            (10, &[P2, P5, P8]),
            (11, &[P2, P6, P8]),
            (12, &[P2, P4, P5, P8]),
            (13, &[P2, P4, P5, P8]),
            (14, &[P2, P4, P8]),
            (15, &[P2, P4, P5, P8]),
            (16, &[P2, P4, P8]),
            (17, &[P2, P4, P8]),
            (18, &[P2, P4, P8]),
            (19, &[P2, P4, P8]),
            (20, &[P4]),
            (21, &[P4, P5]),
            (22, &[P2]),
            (24, &[P5]),
            (25, &[P2, P8]),
            (27, &[P2, P3, P8]),
            (28, &[P1, P4]),
            (29, &[P1, P5]),
            (38, &[P1, P4]),
            (39, &[P1, P4]),
        ];
        CELLS.iter().flat_map(|(row, points)| points.iter().map(|point| (*row, *point)))
    }

    pub fn table(&self) -> String {
        use Point::{P0, P1, P2, P3, P4, P5, P6, P7, P8, P9};
        use std::fmt::Write as _;
        let mut text = format!("{:<28}", "fault × point");
        for point in [P0, P1, P2, P3, P4, P5, P6, P7, P8, P9] {
            let _ = write!(text, "{:>8}", format!("{point:?}"));
        }
        text.push('\n');
        for (row, name) in ROWS {
            let _ = write!(text, "{:<28}", format!("{row:>2} {name}"));
            for point in [P0, P1, P2, P3, P4, P5, P6, P7, P8, P9] {
                let count = self.0.get(&(*row, point)).copied();
                let wanted = Self::reachable().any(|cell| cell == (*row, point));
                let cell = match (count, wanted) {
                    (Some(count), _) => count.to_string(),
                    (None, true) => "0".to_owned(),
                    (None, false) => "–".to_owned(),
                };
                let _ = write!(text, "{cell:>8}");
            }
            text.push('\n');
        }
        text
    }

    /// The reachable cells that were met less often, the least met first.
    pub fn scarce(&self, wanted: u64) -> Vec<(u8, Point, u64)> {
        let count = |cell: (u8, Point)| self.0.get(&cell).copied().unwrap_or(0);
        let mut scarce: Vec<_> = Self::reachable()
            .map(|cell| (cell.0, cell.1, count(cell)))
            .filter(|(_, _, count)| *count < wanted)
            .collect();
        scarce.sort_by_key(|(_, _, count)| *count);
        scarce
    }
}
