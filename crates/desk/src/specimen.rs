//! A driver's licence that is nobody's, as a code on the screen: for teaching a scanner where no licence is
//! at hand. It has every mark of a real one, so that what gets lost on the way is seen.

use crate::failure::Result;
use crate::kiosk::hand_off::drawn::{Drawn, drawn};

/// Each begins with three letters that say what it is.
const DETAILS: [&str; 13] = [
    "DCSTESTCARD",
    "DACSCANNER",
    "DADNONE",
    "DBB01011990",
    "DBA12312099",
    "DBD01012020",
    "DBC9",
    "DAG1 TEST STREET",
    "DAITESTVILLE",
    "DAJCA",
    "DAK900010000  ",
    "DCGUSA",
    "DAQT0000000",
];
/// What stands before the details: the signs of the kind, the issuer, the version, one part.
const FRONT: &str = "@\n\u{1e}\rANSI 636014090001DL";
/// Four digits each for where the part begins and how long it is.
const PLACES: usize = 8;

/// As a scanner types it where nothing gets lost.
pub fn text() -> String {
    let part = format!("DL{}\r", DETAILS.join("\n"));
    format!("{FRONT}{:04}{:04}{part}", FRONT.len() + PLACES, part.len())
}

pub fn code() -> Result<Drawn> {
    drawn(&text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer::licence::{self, Header, Marks};

    #[test]
    fn what_a_camera_reads_is_a_whole_licence_with_every_mark() {
        let seen = crate::kiosk::hand_off::drawn::tests::seen(&code().unwrap());
        assert_eq!(seen, text());
        let read = licence::read(&seen).unwrap();
        assert_eq!((read.habits.header, read.habits.marks), (Header::Whole, Marks::Kept));
        assert!(!read.habits.case_turned);
        assert!(read.doubts.is_empty(), "{:?}", read.doubts);
        assert_eq!(read.record().display_name(), "Scanner Testcard");
    }
}
