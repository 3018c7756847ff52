//! The manual pages that packages carry: one of the program and one of each command.

use std::process::Command;

#[test]
fn there_is_a_manual_page_of_the_program_and_of_each_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let ended = Command::new(env!("CARGO_BIN_EXE_showroomctl"))
        .arg("manual")
        .arg(folder.path())
        .output()
        .expect("a run");
    assert!(ended.status.success(), "{ended:?}");
    let page = |name: &str| {
        std::fs::read_to_string(folder.path().join(name))
            .unwrap_or_else(|why| panic!("{name}: {why}"))
    };
    let main = page("showroomctl.1");
    for command in ["import", "search", "create", "sync", "outbox", "health", "overview"] {
        assert!(
            main.contains(&format!("showroomctl\\-{command}(1)")),
            "{command} is named in the first page"
        );
        assert!(
            page(&format!("showroomctl-{command}.1")).contains("Example"),
            "{command} has its example"
        );
    }
    assert!(!main.contains("manual"), "what only packagers need is not in the manual");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let ended = Command::new(env!("CARGO_BIN_EXE_showroomctl"))
        .args(["manual", "/nowhere/at/all"])
        .output()
        .expect("a run");
    assert_eq!(ended.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("/nowhere/at/all"));
}
