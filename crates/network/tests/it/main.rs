//! The connectors against servers on loopback: the sandbox for what the networks do, scripted
//! sockets for what no decent server does.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod anothers;
mod below;
mod check;
mod consents;
mod held;
mod hostile;
mod keyloop_v1;
mod keyloop_v3;
mod lists;
mod mykaarma;
mod pages;
mod parts;
mod profile_check;
mod proxy;
mod scripted;
mod support;
mod token;
mod trust;
mod xray;
