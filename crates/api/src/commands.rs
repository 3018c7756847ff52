//! The one list of commands. Permissions of the windows, the handlers' names and the window's
//! typed client all come from it.

use crate::views::*;
use ts_rs::{Config, TS};

/// The windows of the program; each has a capability file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Desk,
    Kiosk,
}

/// One command: takes one `request` argument, gives one answer or an `ApiError`.
pub struct Command {
    pub name: &'static str,
    pub windows: &'static [Window],
    pub request: fn(&Config) -> String,
    pub answer: fn(&Config) -> String,
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($request:ty) -> $answer:ty, $window:ident;)+) => {
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            windows: &[Window::$window],
            request: <$request as TS>::name,
            answer: <$answer as TS>::name,
        }),+];
    };
}

commands! {
    /// What the window must know before it shows anything.
    boot(Nothing) -> BootView, Desk;
    status(Nothing) -> StatusView, Desk;
    /// The desk's own copy; never waits for the network.
    search(SearchRequest) -> SearchView, Desk;
    /// The same question to the dealer's network.
    search_network(SearchRequest) -> NetworkRowsView, Desk;
    recent(Nothing) -> RowsView, Desk;
    /// A record as this desk knows it, at once.
    open(OpenRequest) -> CustomerView, Desk;
    /// The same record, read afresh from the network.
    refresh(OpenRequest) -> CustomerView, Desk;
    /// Enough to be sure who it is; does not count as opened.
    peek(OpenRequest) -> PeekView, Desk;
    /// What looks wrong of what was just typed. Nothing is stored, nobody is asked.
    advise(AdviseRequest) -> AdviceView, Desk;
    save_section(SaveSectionRequest) -> SavedView, Desk;
    decide(DecideRequest) -> DecisionView, Desk;
    create(CreateRequest) -> CreateView, Desk;
    outbox(OutboxRequest) -> OutboxView, Desk;
    outbox_act(OutboxActRequest) -> EntryView, Desk;
    /// What happened to one entry: typed, kept, sent, answered, looked for, seen there.
    timeline(TimelineRequest) -> TimelineView, Desk;
    /// Wakes the runner: "try again now".
    sync_now(Nothing) -> StatusView, Desk;
    draft_save(DraftView) -> Nothing, Desk;
    drafts(Nothing) -> DraftsView, Desk;
    draft_drop(DraftKey) -> Nothing, Desk;
    submissions(Nothing) -> SubmissionsView, Desk;
    submission_close(SubmissionCloseRequest) -> Nothing, Desk;
    /// Why it was decided as it was: kept, listed, opened, decided again.
    receipt_keep(ReceiptKeepRequest) -> ReceiptKeptView, Desk;
    receipts(ReceiptsRequest) -> ReceiptsView, Desk;
    receipt(ReceiptRequest) -> ReceiptView, Desk;
    receipt_replay(ReceiptRequest) -> ReplayView, Desk;
    /// Who was said to be two people, and taking that back.
    verdicts(VerdictsRequest) -> VerdictsView, Desk;
    verdict_revoke(PairRequest) -> Nothing, Desk;
    /// Customers stored twice, for the DMS's administrator.
    duplicates(Nothing) -> DuplicatesView, Desk;
    duplicates_scan(ScanRequest) -> ScanView, Desk;
    duplicates_check(Nothing) -> DuplicatesCheckedView, Desk;
    duplicates_export(DuplicatesExportRequest) -> ExportedView, Desk;
    duplicate_note(PairRequest) -> Nothing, Desk;
    /// How well people are told apart, and from where on somebody is used or asked about.
    lab_measure(LabRequest) -> LabView, Desk;
    lab_past(ThresholdsRequest) -> LabPastView, Desk;
    policy(Nothing) -> PolicyView, Desk;
    policy_save(PolicySaveRequest) -> PolicyView, Desk;
    setup_check(SetupRequest) -> SetupCheckView, Desk;
    setup_save(SetupRequest) -> BootView, Desk;
    health(Nothing) -> HealthView, Desk;
    /// An outage, rehearsed: on a practice desk only.
    rehearse(RehearsalRequest) -> RehearsalView, Desk;
    forget(OpenRequest) -> Nothing, Desk;
    kiosk_open(Nothing) -> Nothing, Desk;
    kiosk_close(Nothing) -> Nothing, Desk;
    kiosk_form(Nothing) -> KioskFormView, Kiosk;
    kiosk_submit(KioskSubmitRequest) -> KioskSubmitView, Kiosk;
}
