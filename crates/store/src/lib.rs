//! The encrypted files of one desk: mine.db and theirs.db.
