//! What the computer says when nobody is at it any more: that its own screen is locked, and that it
//! goes to sleep. The desk locks with it.

use crate::host;
use gtk::{gio, glib};
use tauri::{AppHandle, Runtime};

/// A word that is said with yes or no, by whom, and on which bus.
struct Word {
    bus: gio::BusType,
    sender: Option<&'static str>,
    interface: &'static str,
    member: &'static str,
}

const fn screen(interface: &'static str) -> Word {
    Word { bus: gio::BusType::Session, sender: None, interface, member: "ActiveChanged" }
}

const WORDS: [Word; 6] = [
    screen("org.freedesktop.ScreenSaver"),
    screen("org.gnome.ScreenSaver"),
    screen("org.cinnamon.ScreenSaver"),
    screen("org.mate.ScreenSaver"),
    screen("org.xfce.ScreenSaver"),
    Word {
        bus: gio::BusType::System,
        sender: Some("org.freedesktop.login1"),
        interface: "org.freedesktop.login1.Manager",
        member: "PrepareForSleep",
    },
];

/// Locks the desk at each of these words, for as long as the program runs.
pub fn watch<R: Runtime>(app: &AppHandle<R>) {
    for word in WORDS {
        let app = app.clone();
        gio::bus_get(word.bus, gio::Cancellable::NONE, move |bus| match bus {
            Ok(bus) => hear(&bus, &word, app),
            Err(fault) => {
                tracing::info!(interface = word.interface, error = %fault, "no bus to listen to");
            }
        });
    }
}

fn hear<R: Runtime>(bus: &gio::DBusConnection, word: &Word, app: AppHandle<R>) {
    // The bus is closed when nobody holds it.
    let held = bus.clone();
    bus.signal_subscribe(
        word.sender,
        Some(word.interface),
        Some(word.member),
        None,
        None,
        gio::DBusSignalFlags::NONE,
        move |_, _, _, interface, _, said| {
            let _still_open = &held;
            if begins(said) {
                tracing::info!(interface, "the desk locks with the computer");
                host::lock(&app);
            }
        },
    );
}

/// Yes: the lock or the sleep begins. No: it is over.
fn begins(said: &glib::Variant) -> bool {
    said.get::<(bool,)>() == Some((true,))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gtk::glib::prelude::ToVariant as _;

    #[test]
    fn a_plain_yes_locks_and_nothing_else() {
        assert!(begins(&(true,).to_variant()));
        assert!(!begins(&(false,).to_variant()));
        assert!(!begins(&("true",).to_variant()));
        assert!(!begins(&().to_variant()));
    }
}
