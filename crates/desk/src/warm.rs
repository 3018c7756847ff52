//! Everything that is loaded at the first question, loaded before it: whoever measures a line
//! measures that line.

use crate::Desk;
use customer::Record;
use customer::record::{Address, Channel, Line, Names, Use, Vehicle};

impl Desk {
    /// Asks about somebody who is nobody. What fails here fails again, and is told, at the first
    /// real question. Blocks.
    pub fn warm(&self) {
        let text = |text: &str| Some(text.to_owned());
        let nobody = Record {
            names: Names {
                given_name: text("Maria"),
                family_name: text("Smith"),
                ..Names::default()
            },
            channels: vec![
                Channel::phone(Use::Home, Line::Mobile, "+447700900000"),
                Channel::email(Use::Home, "nobody@example.com"),
            ],
            addresses: vec![Address {
                street_name: text("High Street"),
                house_number: text("1"),
                postal_code: text("AA1 1AA"),
                ..Address::default()
            }],
            vehicles: vec![Vehicle { license_plate: text("AA11 AAA"), ..Vehicle::default() }],
            ..Record::default()
        };
        // Twice: what the first time only sets up is used the second time.
        for _ in 0..2 {
            let _ = self.weigh(&nobody, &[]);
            for term in ["s", "smith", "maria smith", "0000"] {
                let _ = self.ids(term, 10);
            }
        }
    }
}
