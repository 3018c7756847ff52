//! A picture of a window in the 256 colours it has most of: a fraction of its size, and nothing of it
//! is missed. Where something would be, it keeps all of its colours.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter},
    path::Path,
};

const MOST: usize = 256;
/// One dot in so many of a picture makes a surface, whose colour is kept as it is: in the dark a few
/// steps beside each other are seen.
const SURFACE: usize = 10_000;
/// So many steps of 255 may be lost, on the edges of letters.
const UNSEEN: u8 = 6;

pub fn copy(from: &Path, to: &Path) {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(from).expect("a picture")));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a picture");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut dots).expect("a picture");
    let samples = info.color_type.samples();
    let colours: Vec<[u8; 3]> =
        dots.chunks_exact(samples).map(|dot| [dot[0], dot[1], dot[2]]).collect();
    let palette = palette(&colours);
    let mut known = HashMap::new();
    let indices: Vec<u8> = colours
        .iter()
        .map(|colour| *known.entry(*colour).or_insert_with(|| nearest(&palette, *colour)))
        .collect();
    let lost = known.iter().map(|(colour, at)| steps(palette[usize::from(*at)], *colour)).max();
    let size = (info.width, info.height);
    if lost.is_some_and(|steps| steps > UNSEEN) {
        write(to, size, None, colours.as_flattened());
    } else {
        write(to, size, Some(palette.concat()), &indices);
    }
}

/// In these colours, or each dot in its own.
fn write(to: &Path, (width, height): (u32, u32), palette: Option<Vec<u8>>, dots: &[u8]) {
    let file = BufWriter::new(File::create(to).expect("the picture can be kept"));
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_compression(png::Compression::High);
    if let Some(palette) = palette {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette);
        // Few colours side by side pack best as they are.
        encoder.set_filter(png::Filter::NoFilter);
    } else {
        encoder.set_color(png::ColorType::Rgb);
    }
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(dots).expect("the picture can be kept");
}

/// Those of surfaces, then the most frequent; of the latter that nobody can tell apart only one.
fn palette(colours: &[[u8; 3]]) -> Vec<[u8; 3]> {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for colour in colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    let mut palette: Vec<[u8; 3]> = Vec::with_capacity(MOST);
    for (colour, often) in counts {
        if palette.len() == MOST {
            break;
        }
        let surface = often >= colours.len() / SURFACE;
        if surface || palette.iter().all(|known| apart(*known, colour) > 48) {
            palette.push(colour);
        }
    }
    palette
}

fn nearest(palette: &[[u8; 3]], colour: [u8; 3]) -> u8 {
    let found = palette.iter().enumerate().min_by_key(|(_, known)| apart(**known, colour));
    found.and_then(|(at, _)| u8::try_from(at).ok()).unwrap_or(0)
}

fn apart(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

fn steps(one: [u8; 3], other: [u8; 3]) -> u8 {
    one.iter().zip(other).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
}
