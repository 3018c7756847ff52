//! Which of the screens a kiosk takes.

use tauri::{Monitor, PhysicalPosition};

/// A screen as the window system describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    pub name: Option<String>,
    pub at: (i32, i32),
    pub size: (u32, u32),
    pub scale: f64,
    pub primary: bool,
}

impl Screen {
    pub fn of(monitor: &Monitor, primary: Option<PhysicalPosition<i32>>) -> Self {
        let (at, size) = (monitor.position(), monitor.size());
        Self {
            name: monitor.name().cloned(),
            at: (at.x, at.y),
            size: (size.width, size.height),
            scale: monitor.scale_factor(),
            primary: primary == Some(*at),
        }
    }

    /// Place and size as windows are placed: before scaling.
    pub fn logical(&self) -> ((f64, f64), (f64, f64)) {
        let (at, size) = (self.at, self.size);
        let scaled = |x: f64, y: f64| (x / self.scale, y / self.scale);
        (scaled(at.0.into(), at.1.into()), scaled(size.0.into(), size.1.into()))
    }

    fn holds(&self, (x, y): (i32, i32)) -> bool {
        let within = |at: i32, from: i32, size: u32| {
            let beyond = i64::from(from) + i64::from(size);
            at >= from && i64::from(at) < beyond
        };
        within(x, self.at.0, self.size.0) && within(y, self.at.1, self.size.1)
    }
}

/// The screen that was asked for, by name or by number from 1; else the first one. Asked for and
/// not there is no reason to stay shut: a cable may be out.
pub fn pick(screens: &[Screen], wanted: Option<&str>) -> Option<usize> {
    let named = |wanted: &str| {
        let named = screens.iter().position(|screen| screen.name.as_deref() == Some(wanted));
        let number = || wanted.parse::<usize>().ok()?.checked_sub(1);
        named.or_else(|| number().filter(|at| *at < screens.len()))
    };
    let primary = || screens.iter().position(|screen| screen.primary);
    wanted.and_then(named).or_else(primary).or_else(|| (!screens.is_empty()).then_some(0))
}

/// The screen for a kiosk beside a desk whose window has its middle there: the first other one.
/// `None` where the desk has the only one.
pub fn beside(screens: &[Screen], desk: (i32, i32)) -> Option<usize> {
    let taken = screens.iter().position(|screen| screen.holds(desk)).unwrap_or_else(|| {
        // A window that was moved out of sight is on the screen where new ones appear.
        screens.iter().position(|screen| screen.primary).unwrap_or(0)
    });
    // Two of the same place show the same picture: the kiosk would cover the desk.
    let place = screens.get(taken)?.at;
    screens.iter().position(|screen| screen.at != place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(name: &str, at: (i32, i32), primary: bool) -> Screen {
        Screen { name: Some(name.to_owned()), at, size: (1920, 1080), scale: 1.0, primary }
    }

    fn two() -> [Screen; 2] {
        [screen("HDMI-1", (1920, 0), false), screen("eDP-1", (0, 0), true)]
    }

    #[test]
    fn a_kiosk_takes_the_screen_it_is_told_and_else_the_first() {
        let table = [
            (None, Some(1)),
            (Some("HDMI-1"), Some(0)),
            (Some("eDP-1"), Some(1)),
            (Some("1"), Some(0)),
            (Some("2"), Some(1)),
            (Some("3"), Some(1)),
            (Some("0"), Some(1)),
            (Some("DP-9"), Some(1)),
        ];
        for (wanted, at) in table {
            assert_eq!(pick(&two(), wanted), at, "{wanted:?}");
        }
        let unmarked = [screen("a", (0, 0), false), screen("b", (1920, 0), false)];
        assert_eq!(pick(&unmarked, None), Some(0));
        assert_eq!(pick(&[], Some("1")), None);
    }

    #[test]
    fn beside_a_desk_it_takes_another_screen_than_the_desk() {
        assert_eq!(beside(&two(), (600, 400)), Some(0));
        assert_eq!(beside(&two(), (2600, 400)), Some(1));
        assert_eq!(beside(&two(), (1920, 0)), Some(1), "the edge belongs to the second");
        assert_eq!(
            beside(&two(), (-5000, 0)),
            Some(0),
            "out of sight: new windows are on the first"
        );
    }

    #[test]
    fn one_screen_or_one_picture_on_two_leaves_no_room_beside_the_desk() {
        assert_eq!(beside(&two()[1..], (600, 400)), None);
        let mirrored = [screen("eDP-1", (0, 0), true), screen("HDMI-1", (0, 0), false)];
        assert_eq!(beside(&mirrored, (600, 400)), None);
        assert_eq!(beside(&[], (0, 0)), None);
    }

    #[test]
    fn a_scaled_screen_is_filled_and_not_exceeded() {
        let mut fine = screen("eDP-1", (3840, 0), true);
        (fine.size, fine.scale) = ((3840, 2160), 2.0);
        assert_eq!(fine.logical(), ((1920.0, 0.0), (1920.0, 1080.0)));
    }
}
