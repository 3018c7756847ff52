//! The clipboard and what is marked, as the window system lends them to every program. Keys and
//! page let nothing in; what the engine offers by itself is taken back at once.

use gtk::{gdk, glib, prelude::*};
use std::{cell::Cell, rc::Rc, time::Duration};

/// How long what was copied at the desk can be pasted elsewhere.
const LENT: Duration = Duration::from_secs(60);

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

/// Lends what is copied at the desk for a while and no longer.
pub fn lend() {
    let copies = Rc::new(Cell::new(0_u32));
    let clipboard = gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD);
    clipboard.connect_local("owner-change", false, move |_| {
        let this = copies.get().wrapping_add(1);
        copies.set(this);
        let copies = Rc::clone(&copies);
        glib::timeout_add_local_once(LENT, move || {
            // Something that was copied later has its own time.
            if copies.get() == this {
                gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD).clear();
            }
        });
        None
    });
}

/// Leaves nothing that came from here. What staff copied at another window is theirs.
pub fn empty() {
    for which in [gdk::SELECTION_PRIMARY, gdk::SELECTION_CLIPBOARD] {
        gtk::Clipboard::get(&which).clear();
    }
}
