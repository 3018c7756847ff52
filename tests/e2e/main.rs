//! The program as people meet it: the real window, the real files, the networks of the sandbox.
//! Run by `make test`, on a display and with a keyring of its own.

#![expect(clippy::expect_used, reason = "a test without its ground has nothing to do but stop")]

mod first_run;
mod journey;
mod kiosk;
mod main_job;
mod place;
mod window;
