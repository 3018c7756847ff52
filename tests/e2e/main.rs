//! The program as people meet it: the real window, the real files, the networks of the sandbox.
//! Run by `make test`, on a display and with a keyring of its own.

#![expect(clippy::expect_used, reason = "a test without its ground has nothing to do but stop")]

mod accessible;
mod audit;
mod decisions;
mod drafts;
mod first_run;
mod hands;
mod journey;
mod kiosk;
mod main_job;
mod outage_day;
mod place;
mod reasons;
mod screen;
mod window;
