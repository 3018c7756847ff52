//! WebKitGTK held fast for a kiosk: keys and pointers are looked at before the engine, and whatever
//! it would open beside its page is refused.

use super::{
    clipboard,
    guard::{Held, key_passes},
    wipe,
};
use gtk::{
    gdk::{self, EventType, ModifierType},
    glib::{self, Propagation},
    prelude::*,
};
use webkit2gtk::{
    FileChooserRequestExt as _, SettingsExt as _, WebContextExt as _, WebView, WebViewExt,
};

/// Holds this view and the window around it; `first` is the address of its page.
pub fn hold(view: &WebView, first: String) {
    // `event` is told before the one of the key or the button itself: before wry's handlers, tao's
    // and the engine's.
    view.connect_event(|_, event| judge(event));
    if let Some(window) = view.toplevel() {
        window.connect_event(|_, event| judge(event));
    }
    refuse(view);
    set(view);
    wipe::after_a_crash(view, first);
    clipboard::watch();
    view.drag_source_unset();
    view.drag_dest_unset();
}

/// Whether the engine may see this.
fn judge(event: &gdk::Event) -> Propagation {
    let state = event.state().unwrap_or(ModifierType::empty());
    let passes = match event.event_type() {
        EventType::KeyPress => {
            let symbol = event.keyval().unwrap_or_default();
            key_passes(symbol, gdk::keys::Key::from(symbol).to_unicode(), held(state))
        }
        EventType::ButtonPress | EventType::ButtonRelease => event.button() == Some(1),
        // A second press marks a word, a third one the line.
        EventType::DoubleButtonPress | EventType::TripleButtonPress => false,
        EventType::Scroll => !held(state).command,
        EventType::TouchpadPinch | EventType::TouchpadSwipe => false,
        _ => true,
    };
    if passes { Propagation::Proceed } else { Propagation::Stop }
}

fn held(state: ModifierType) -> Held {
    let command = ModifierType::CONTROL_MASK
        | ModifierType::MOD1_MASK
        | ModifierType::MOD4_MASK
        | ModifierType::SUPER_MASK
        | ModifierType::META_MASK
        | ModifierType::HYPER_MASK;
    Held { command: state.intersects(command), shift: state.contains(ModifierType::SHIFT_MASK) }
}

/// Everything the engine would open beside the page.
fn refuse(view: &WebView) {
    view.connect_context_menu(|_, _, _, _| true);
    view.connect_print(|_, _| true);
    view.connect_script_dialog(|_, _| true);
    view.connect_show_notification(|_, _| true);
    view.connect_show_option_menu(|_, _, _, _| true);
    view.connect_enter_fullscreen(|_| true);
    view.connect_run_file_chooser(|_, request| {
        request.cancel();
        true
    });
}

fn set(view: &WebView) {
    if let Some(settings) = WebViewExt::settings(view) {
        // Kept pages hold what was typed in them.
        settings.set_enable_page_cache(false);
        settings.set_enable_back_forward_navigation_gestures(false);
        settings.set_enable_developer_extras(false);
        settings.set_enable_fullscreen(false);
        settings.set_enable_caret_browsing(false);
        settings.set_enable_media_stream(false);
        settings.set_enable_webrtc(false);
        settings.set_enable_hyperlink_auditing(false);
        settings.set_enable_write_console_messages_to_stdout(false);
        settings.set_javascript_can_access_clipboard(false);
        settings.set_javascript_can_open_windows_automatically(false);
    }
    if let Some(context) = view.context() {
        context.set_spell_checking_enabled(false);
    }
}

/// Does something when the engine has let go of what it is doing now.
pub fn soon(act: impl FnOnce() + 'static) {
    glib::idle_add_local_once(act);
}
