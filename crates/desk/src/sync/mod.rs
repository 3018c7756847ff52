//! Draining the outbox.
