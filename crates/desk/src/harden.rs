//! What the process asks of the operating system for itself: files it makes are for this account
//! only, no picture of its memory is written when it breaks, and no other program of this account may
//! look into it.

/// For the start of every program of ours, before anything is written. Gives what the system
/// refuses: it protects less then, and stops nobody.
#[must_use = "what the system refuses belongs into the log"]
pub fn harden() -> Vec<&'static str> {
    #[cfg(target_os = "linux")]
    return linux::harden();
    #[cfg(not(target_os = "linux"))]
    Vec::new()
}

/// The log is open by now.
pub fn say_refused(refused: &[&'static str]) {
    for what in refused {
        tracing::warn!(what, "the system refuses to protect this program");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::fs::Mode;
    use rustix::process::{
        DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask,
    };

    pub fn harden() -> Vec<&'static str> {
        let mut refused = Vec::new();
        umask(Mode::RWXG | Mode::RWXO);
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if setrlimit(Resource::Core, none).is_err() {
            refused.push("core dumps");
        }
        if set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err() {
            refused.push("memory read by others");
        }
        refused
    }
}
