//! A code as a picture: the outlines of its dark points, for a page or a file. Points are one unit
//! wide, and four of them are left free around it.

use crate::failure::{Failure, Result};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// What scanners need around it.
const QUIET: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Points a side, with what is left free.
    pub size: usize,
    /// The dark points, as the `d` of an SVG path.
    pub path: String,
}

pub fn drawn(text: &str) -> Result<Drawn> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|fault| Failure::Inside(format!("no code can be drawn: {fault}")))?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let (from, long) = (x + QUIET, run.len());
                // Writing into a text does not fail.
                let _ = write!(path, "M{from} {}h{long}v1h-{long}z", y + QUIET);
            }
            x += run.len();
        }
    }
    Ok(Drawn { size: width + 2 * QUIET, path })
}

impl Drawn {
    /// As a file of its own.
    pub fn svg(&self) -> String {
        let Self { size, path } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
             shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" \
             fill=\"#fff\"/><path d=\"{path}\"/></svg>\n"
        )
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What a camera would make of the picture: read from the path alone, four pixels a point.
    pub fn seen(drawn: &Drawn) -> String {
        const PIXELS: usize = 4;
        let mut dark = vec![false; drawn.size * drawn.size];
        for run in drawn.path.split('M').skip(1) {
            let (from, rest) = run.split_once('h').unwrap();
            let (x, y) = from.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let (long, rest) = rest.split_once("v1h-").unwrap();
            assert_eq!(rest, format!("{long}z"));
            for step in 0..long.parse().unwrap() {
                dark[y * drawn.size + x + step] = true;
            }
        }
        let side = drawn.size * PIXELS;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if dark[y / PIXELS * drawn.size + x / PIXELS] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code in the picture");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn the_picture_reads_as_what_was_drawn() {
        let text = super::super::letters::written(b"what was typed");
        let drawn = drawn(&text).unwrap();
        assert_eq!(seen(&drawn), text);
        assert!(drawn.svg().contains(&drawn.path));
    }
}
