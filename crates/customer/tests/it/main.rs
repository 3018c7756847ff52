//! The customer crate seen from outside: tables of rules, and properties of every normaliser.

mod properties;
mod reading;
mod validation;
