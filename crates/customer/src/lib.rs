//! The customer: the record of both networks, what its parts may hold, and what a typed scrap
//! can mean.
//!
//! Pure: no I/O, no clock, no runtime. Everything here is a function of its arguments.

pub mod birth_date;
pub mod country;
pub mod diff;
pub mod email;
pub mod fold;
pub mod import;
pub mod licence;
pub mod limits;
pub mod names;
pub mod patch;
pub mod phone;
pub mod plate;
pub mod postcode;
pub mod problem;
pub mod record;
pub mod search_term;
pub mod section;
mod shape;
pub mod street;
pub mod validate;
pub mod vin;

pub use limits::Limits;
pub use problem::{Code, Problem, Severity};
pub use record::{
    Address, Channel, ChannelKind, Company, Consent, ConsentState, Identity, Kind, Line, Names,
    PersonalDetails, Record, Use, Vehicle,
};
pub use section::Section;
