//! What IT does about each point of the self-check, per system: commands and the systems' own names of
//! settings, which are the same in every language. Those for Windows and macOS were not tried.

use super::self_check::{Point, System};

pub const fn steps(point: Point, system: System) -> &'static [&'static str] {
    match system {
        System::Linux => linux(point),
        System::Windows => windows(point),
        System::Macos => macos(point),
        System::Other => match point {
            Point::ExitPin => PIN,
            _ => &[],
        },
    }
}

const PIN: &[&str] = &["showroomctl people add NAME --role admin"];

const fn linux(point: Point) -> &'static [&'static str] {
    match point {
        Point::SingleProgram => &[
            "cage: apt install cage; ExecStart=/usr/bin/cage -- /usr/bin/showroom --kiosk",
            "GNOME: dnf install gnome-kiosk-script-session; ~/.local/bin/gnome-kiosk-script: exec showroom --kiosk",
        ],
        Point::SystemKeys => &[
            "echo 'kernel.sysrq = 0' > /etc/sysctl.d/90-kiosk.conf; sysctl --system",
            "systemctl mask ctrl-alt-del.target autovt@.service",
            "cage: without -s",
        ],
        Point::StickyKeys => &[
            "gsettings set org.gnome.desktop.a11y.keyboard enable false",
            "gsettings set org.gnome.desktop.a11y.keyboard stickykeys-enable false",
            "gsettings set org.gnome.desktop.a11y.applications screen-keyboard-enabled false",
        ],
        Point::UsbStorage => &[
            "echo 'install usb-storage /bin/false' > /etc/modprobe.d/kiosk.conf",
            "modprobe -r uas usb-storage",
        ],
        Point::OtherBrowser => {
            &["xdg-settings get default-web-browser", "apt remove firefox-esr chromium"]
        }
        Point::Notifications => {
            &["gsettings set org.gnome.desktop.notifications show-banners false"]
        }
        Point::Updates => &[
            "apt install unattended-upgrades",
            "/etc/apt/apt.conf.d/90kiosk: APT::Periodic::Unattended-Upgrade \"1\";",
            "/etc/apt/apt.conf.d/90kiosk: Unattended-Upgrade::Automatic-Reboot-Time \"03:00\";",
        ],
        Point::ExitPin => PIN,
    }
}

const fn windows(point: Point) -> &'static [&'static str] {
    match point {
        Point::SingleProgram => &[
            "Enable-WindowsOptionalFeature -Online -FeatureName Client-EmbeddedShellLauncher -All",
            "WESL_UserSetting.SetCustomShell(SID, \"showroom.exe --kiosk\")",
            "AssignedAccess CSP: Configuration, KioskModeApp v4:ClassicAppPath",
        ],
        Point::SystemKeys => &[
            "Enable-WindowsOptionalFeature -Online -FeatureName Client-KeyboardFilter -All",
            "WEKF_PredefinedKey: Ctrl+Alt+Del, Ctrl+Esc, Shift+Ctrl+Esc, Alt+Tab, Alt+F4, Win+L: Enabled",
        ],
        Point::StickyKeys => &[
            "reg add \"HKCU\\Control Panel\\Accessibility\\StickyKeys\" /v Flags /d 506 /f",
            "reg add \"HKCU\\Control Panel\\Accessibility\\Keyboard Response\" /v Flags /d 122 /f",
            "reg add \"HKCU\\Control Panel\\Accessibility\\ToggleKeys\" /v Flags /d 58 /f",
        ],
        Point::UsbStorage => &[
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\USBSTOR /v Start /t REG_DWORD /d 4 /f",
        ],
        Point::OtherBrowser => &["AssignedAccess CSP: AllowedApps; AppLocker: msedge.exe"],
        Point::Notifications => &[
            "reg add HKCU\\Software\\Policies\\Microsoft\\Windows\\CurrentVersion\\PushNotifications /v NoToastApplicationNotification /t REG_DWORD /d 1 /f",
        ],
        Point::Updates => &["Update CSP: ActiveHoursStart 7, ActiveHoursEnd 20"],
        Point::ExitPin => PIN,
    }
}

const fn macos(point: Point) -> &'static [&'static str] {
    match point {
        Point::SingleProgram => &["com.apple.asam: AllowedApplications, app.showroom.desk"],
        Point::SystemKeys => {
            &["com.apple.symbolichotkeys", "com.apple.loginwindow: DisableConsoleAccess"]
        }
        Point::StickyKeys => &["com.apple.universalaccess: stickyKey, useStickyKeysShortcutKeys"],
        Point::UsbStorage => {
            &["com.apple.configuration.diskmanagement.settings: ExternalStorage Disallowed"]
        }
        Point::OtherBrowser => &["com.apple.asam: AllowedApplications"],
        Point::Notifications => &["com.apple.notificationsettings: NotificationsEnabled false"],
        Point::Updates => &["com.apple.configuration.softwareupdate.settings"],
        Point::ExitPin => PIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_something_to_do_about_every_point_on_every_system_we_name() {
        for point in Point::ALL {
            for system in [System::Linux, System::Windows, System::Macos] {
                assert!(!steps(point, system).is_empty(), "{point:?} {system:?}");
            }
        }
    }
}
