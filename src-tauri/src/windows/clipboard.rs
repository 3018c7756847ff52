//! The clipboard and what is marked, as the window system lends them to every program. Keys and
//! page let nothing in; what the engine offers by itself is taken back at once.

use gtk::{gdk, prelude::*};

/// Takes back what the engine offers: it offers everything that is marked, and a field that is
/// reached by Tab is marked as a whole.
pub fn watch() {
    for which in [gdk::SELECTION_PRIMARY, gdk::SELECTION_CLIPBOARD] {
        // Clearing takes away only what this program itself has offered.
        gtk::Clipboard::get(&which).connect_local("owner-change", false, move |_| {
            gtk::Clipboard::get(&which).clear();
            None
        });
    }
}

/// Leaves nothing that came from here. What staff copied at another window is theirs.
pub fn empty() {
    for which in [gdk::SELECTION_PRIMARY, gdk::SELECTION_CLIPBOARD] {
        gtk::Clipboard::get(&which).clear();
    }
}
