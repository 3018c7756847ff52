//! The program as people meet it: the real window, the real files, the networks of the sandbox.
//! Run by `make test`, on a display and with a keyring of its own.

#![expect(clippy::expect_used, reason = "a test without its ground has nothing to do but stop")]

mod accessible;
mod audit;
mod breakouts;
mod canaries;
mod decisions;
mod drafts;
mod first_run;
mod hand;
mod hand_off;
mod hands;
mod hostile;
mod journey;
mod kiosk;
mod kiosk_screens;
mod languages;
mod left_desk;
mod main_job;
mod outage_day;
mod people;
mod place;
mod practice;
mod reasons;
mod screen;
mod sessions;
mod visitor;
mod window;
