//! The program as people meet it: the real window, the real files, the networks of the sandbox.
//! Run by `make test`, on a display and with a keyring of its own.

mod first_run;
mod journey;
mod kiosk;
mod main_job;
mod place;
mod window;
