//! The customer: the record of both networks, what its parts may hold, and what a typed scrap
//! can mean.
//!
//! Pure: no I/O, no clock, no runtime. Everything here is a function of its arguments.

pub mod record;
pub mod search_term;
pub mod section;

pub use record::{
    Address, Channel, ChannelKind, Company, Consent, ConsentState, Identity, Kind, Line, Names,
    PersonalDetails, Record, Use, Vehicle,
};
pub use section::Section;
