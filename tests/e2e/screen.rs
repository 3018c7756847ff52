//! The screen itself, beside what the driver sees: a window that a page opened is known to the
//! display only.

use std::{collections::HashSet, fs::File, io::BufWriter, path::Path};
use x11rb::{
    connection::Connection as _,
    protocol::xproto::{AtomEnum, ConnectionExt as _, ImageFormat, MapState},
    rust_connection::RustConnection,
};

/// Blue, green, red, and a byte that says nothing.
pub const DOT: usize = 4;

/// A window as it stands on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    pub place: (i16, i16),
    pub size: (u16, u16),
}

pub struct Screen {
    display: RustConnection,
    root: u32,
    pub size: (u16, u16),
}

impl Screen {
    /// The display that `DISPLAY` names.
    pub fn here() -> Self {
        let (display, number) = x11rb::connect(None).expect("a display");
        let screen = &display.setup().roots[number];
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        Self { display, root, size }
    }

    /// The windows with a title, from the lowest to the topmost.
    pub fn windows(&self) -> Vec<Shown> {
        let tree = self.display.query_tree(self.root).expect("asked").reply().expect("a tree");
        // One that has gone since is none.
        tree.children.into_iter().filter_map(|window| self.shown(window)).collect()
    }

    fn shown(&self, window: u32) -> Option<Shown> {
        let state = self.display.get_window_attributes(window).ok()?.reply().ok()?;
        if state.map_state != MapState::VIEWABLE {
            return None;
        }
        let name = AtomEnum::WM_NAME;
        let title = self.display.get_property(false, window, name, AtomEnum::ANY, 0, 64);
        let title = String::from_utf8(title.ok()?.reply().ok()?.value).ok()?;
        let at = self.display.get_geometry(window).ok()?.reply().ok()?;
        (!title.is_empty()).then_some(Shown {
            title,
            place: (at.x, at.y),
            size: (at.width, at.height),
        })
    }

    /// How many colours there are to see: few, as long as nothing is drawn.
    pub fn colours(&self) -> usize {
        self.dots().chunks_exact(DOT).collect::<HashSet<_>>().len()
    }

    /// Keeps a picture of everything there is to see.
    pub fn picture(&self, path: &Path) {
        let file = BufWriter::new(File::create(path).expect("the picture can be kept"));
        let mut encoder = png::Encoder::new(file, self.size.0.into(), self.size.1.into());
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().expect("a header");
        let dots = self.dots();
        let dots = dots.chunks_exact(DOT).flat_map(|dot| [dot[2], dot[1], dot[0]]);
        let dots: Vec<u8> = dots.collect();
        writer.write_image_data(&dots).expect("the picture can be kept");
    }

    /// Every dot as the display has it, in `DOT` bytes.
    pub fn dots(&self) -> Vec<u8> {
        let (form, (width, height)) = (ImageFormat::Z_PIXMAP, self.size);
        let image = self.display.get_image(form, self.root, 0, 0, width, height, !0);
        image.expect("asked").reply().expect("a picture").data
    }
}
