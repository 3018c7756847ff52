//! Ids, words and flags.

use super::*;

pub fn table() -> Vec<Row> {
    vec![
        row("no such customer", &["show", "nobody-at-all"], "", 3, "not_found", "id"),
        row("an id with slashes", &["show", "../../oauth"], "", 3, "not_found", "id"),
        row(
            "an id of a thousand letters to show",
            &[
                "show",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            ],
            "",
            3,
            "not_found",
            "id",
        ),
        row("an entry that is no entry", &["outbox", "show", "seven"], "", 3, "not_an_op", "op"),
        row(
            "an entry that does not exist",
            &["outbox", "retry", "01a200d4-6812-775d-aed4-c917e4c1b1d4"],
            "",
            3,
            "not_found",
            "op",
        ),
        row(
            "a cancel without a reason",
            &["outbox", "cancel", "01a200d4-6812-775d-aed4-c917e4c1b1d4"],
            "",
            2,
            "usage",
            "",
        ),
        row(
            "a submission that does not exist",
            &["kiosk", "accept", "nothing"],
            "",
            3,
            "not_found",
            "id",
        ),
        row("forgetting nobody", &["forget", "nobody-at-all"], "", 3, "not_found", "id"),
        row("exporting nobody", &["export", "nobody-at-all"], "", 3, "not_found", "id"),
        row("no command", &[], "", 2, "usage", ""),
        row("an unknown command", &["dance"], "", 2, "usage", ""),
        row("an unknown flag", &["search", "--loudly", "x"], "", 2, "usage", ""),
        row("a limit of none", &["search", "--limit", "0", "x"], "", 2, "usage", ""),
        row("a limit in words", &["search", "--limit", "many", "x"], "", 2, "usage", ""),
        row("a timeout in words", &["sync", "--timeout", "soon"], "", 2, "usage", ""),
        row("nothing to search", &["search"], "", 2, "usage", ""),
        row("nothing to decide", &["decide"], "", 2, "usage", ""),
    ]
}
