//! Which window reaches which command, and by which right, as the document prints it.

use std::path::Path;

const FILE: &str = "../../docs/SECURITY.md";

#[test]
fn the_document_prints_the_commands_as_they_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = ("<!-- commands: begin -->\n", "<!-- commands: end -->");
    let (before, rest) = text.split_once(begin).unwrap();
    let (found, after) = rest.split_once(end).unwrap();
    let table = api::commands::as_table();
    if std::env::var_os("SHOWROOM_WRITE_COMMANDS").is_some() {
        std::fs::write(&path, format!("{before}{begin}{table}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(found, table, "run this test with SHOWROOM_WRITE_COMMANDS=1");
}
