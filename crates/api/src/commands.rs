//! The one list of commands. Permissions of the windows, the handlers' names and the window's
//! typed client all come from it.

use crate::views::*;
use desk::rights::Right;
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
    /// What whoever stands at the desk needs for it. None: anybody may, also at a locked desk.
    pub right: Option<Right>,
    pub request: fn(&Config) -> String,
    pub answer: fn(&Config) -> String,
}

/// What is not said needs the right to work with customers.
macro_rules! right {
    (Kiosk) => {
        None
    };
    (Desk) => {
        Some(Right::Customers)
    };
    (Desk Anybody) => {
        None
    };
    (Desk $right:ident) => {
        Some(Right::$right)
    };
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($request:ty) -> $answer:ty, $window:ident $($right:ident)?;)+) => {
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            windows: &[Window::$window],
            right: right!($window $($right)?),
            request: <$request as TS>::name,
            answer: <$answer as TS>::name,
        }),+];
    };
}

commands! {
    /// What the window must know before it shows anything.
    boot(Nothing) -> BootView, Desk Anybody;
    status(Nothing) -> StatusView, Desk Anybody;
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
    /// The privacy statement, to be shown beside what somebody agrees to.
    statement(Nothing) -> StatementView, Desk;
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
    /// One card: who it may be, and what the dealer's system would not take of it.
    submission_review(SubmissionReviewRequest) -> SubmissionReviewView, Desk;
    submission_close(SubmissionCloseRequest) -> Nothing, Desk;
    /// A card another kiosk shows as codes, or a slip of this desk: what a scanner typed of it.
    card_scan(CardScanRequest) -> CardScanView, Desk;
    /// A code for paper, that opens a customer again at this desk.
    slip(OpenRequest) -> KioskCodeView, Desk;
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
    duplicates_export(DuplicatesExportRequest) -> ExportedView, Desk Export;
    duplicate_note(DuplicateNoteRequest) -> Nothing, Desk;
    /// How well people are told apart, and from where on somebody is used or asked about.
    lab_measure(LabRequest) -> LabView, Desk;
    lab_past(ThresholdsRequest) -> LabPastView, Desk;
    policy(Nothing) -> PolicyView, Desk;
    policy_save(PolicySaveRequest) -> PolicyView, Desk SetUp;
    setup_check(SetupRequest) -> SetupCheckView, Desk SetUp;
    setup_save(SetupRequest) -> BootView, Desk SetUp;
    health(Nothing) -> HealthView, Desk Anybody;
    /// An outage, rehearsed: on a practice desk only.
    rehearse(RehearsalRequest) -> RehearsalView, Desk;
    /// Opens a desk to practise at, beside this one, for whoever stands here: every role has the right.
    practise(Nothing) -> Nothing, Desk RunKiosk;
    /// At a desk to practise at: cuts its network, brings it back, says how it is; fills all anew.
    practice_network(PracticeNetworkRequest) -> PracticeNetworkView, Desk Anybody;
    practice_reset(Nothing) -> Nothing, Desk Anybody;
    forget(ForgetRequest) -> ForgotView, Desk Erase;
    /// Everything this computer holds about somebody, on screen and as a file.
    held(OpenRequest) -> PersonHeldView, Desk Export;
    held_save(OpenRequest) -> FileView, Desk Export;
    /// Who did what, and whether it stands as it was written.
    audit(AuditRequest) -> AuditView, Desk Export;
    audit_export(AuditExportRequest) -> FileView, Desk Export;
    /// What a manager looks at once a day: who decided against a strong match, what came of it, how
    /// old the unsent work is, what waits at the kiosk.
    overview(OverviewRequest) -> OverviewView, Desk Export;
    kiosk_open(Nothing) -> Nothing, Desk RunKiosk;
    kiosk_close(Nothing) -> Nothing, Desk RunKiosk;
    /// Whether this computer is fit for visitors: eight points, looked at now.
    self_check(SelfCheckRequest) -> SelfCheckView, Desk RunKiosk;
    /// The kiosk opens although some of them fail.
    self_check_although(AlthoughRequest) -> SelfCheckView, Desk SetUp;
    /// What came of the system's own keys.
    self_check_escapes(EscapesRequest) -> Nothing, Desk SetUp;
    /// Somebody goes to the visitor who rang.
    kiosk_help_answer(Nothing) -> Nothing, Desk RunKiosk;
    /// Who works here: for the page of a locked desk, and for whoever looks after them.
    people(Nothing) -> PeopleView, Desk Anybody;
    /// Somebody takes the seat, by PIN. Needs no network.
    people_unlock(UnlockRequest) -> UnlockedView, Desk Anybody;
    people_lock(Nothing) -> Nothing, Desk Anybody;
    people_save(PersonSaveRequest) -> PeopleView, Desk ManagePeople;
    people_remove(PersonRequest) -> PeopleView, Desk ManagePeople;
    /// Opens the kiosk's door again after too many wrong PINs.
    people_forgive(Nothing) -> PeopleView, Desk ManagePeople;
    /// What support is given to look at, and saving exactly that.
    support(Nothing) -> SupportView, Desk Export;
    support_save(SupportSaveRequest) -> FileView, Desk Export;
    /// What was asked of the network lately, without personal data; and the same asked of the
    /// practice network with made-up values.
    xray(Nothing) -> XrayView, Desk SetUp;
    xray_replay(XrayReplayRequest) -> XrayReplayView, Desk SetUp;
    /// Whether there is a next version, and what installing it waits for; and installing it, which
    /// ends this program.
    release_look(Nothing) -> ReleaseView, Desk SetUp;
    release_install(Nothing) -> ReleaseView, Desk SetUp;
    /// Which settings of the wizard the dealer's IT has locked.
    setup(Nothing) -> SetupView, Desk SetUp;
    /// The second way to this desk's files, should its keyring be lost: made, shown once.
    phrase_make(Nothing) -> PhraseView, Desk SetUp;
    /// Parts of it were typed back.
    phrase_kept(Nothing) -> Nothing, Desk SetUp;
    kiosk_form(KioskFormRequest) -> KioskFormView, Kiosk;
    kiosk_submit(KioskSubmitRequest) -> KioskSubmitView, Kiosk;
    /// Rings at the desk.
    kiosk_help(KioskHelpRequest) -> KioskHelpView, Kiosk;
    /// The way out of the kiosk.
    kiosk_leave(KioskLeaveRequest) -> KioskLeftView, Kiosk;
    /// An export taken into the copy: handed over in pieces, looked at, taken in, reported.
    import_piece(ImportPieceRequest) -> ImportPieceView, Desk SetUp;
    import_look(ImportLookRequest) -> ImportLookView, Desk SetUp;
    import_act(ImportActRequest) -> ImportProgressView, Desk SetUp;
    import_refused(Nothing) -> FileView, Desk Export;
    /// A driver's licence from the keys a scanner pressed. Nothing is stored, nobody is asked.
    licence_read(LicenceRequest) -> LicenceReadView, Desk;
}

/// The list for people to read.
pub fn as_table() -> String {
    let mut text = String::from("| command | desk | kiosk | right |\n|---|---|---|---|\n");
    for command in COMMANDS {
        let name = command.name;
        let reach = |window| if command.windows.contains(&window) { "yes" } else { "–" };
        let (desk, kiosk) = (reach(Window::Desk), reach(Window::Kiosk));
        let right = command.right.map_or_else(|| "–".into(), |right| format!("`{}`", right.word()));
        text.push_str(&format!("| `{name}` | {desk} | {kiosk} | {right} |\n"));
    }
    text
}
