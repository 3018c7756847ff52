//! The customer crate seen from outside: tables of rules, and properties of every normaliser.
#![expect(clippy::expect_used, reason = "a broken fixture ends its test")]

mod properties;
mod reading;
mod validation;
