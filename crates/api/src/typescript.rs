//! The window's TypeScript, made from the commands and views.

use crate::commands::{COMMANDS, Window};
use crate::error::{ApiError, Code, FieldError};
use crate::views;
use std::fmt::Write;
use ts_rs::{Config, TS};

macro_rules! declarations {
    ($config:expr; $($ty:ty),+ $(,)?) => { vec![$(<$ty as TS>::decl($config)),+] };
}

/// The whole generated module.
pub fn module() -> String {
    let config = &Config::default();
    let mut text = String::from(
        "// Generated from crates/api by `make types`. Do not edit: a test compares it.\n\n",
    );
    for declaration in declarations(config) {
        let _ = writeln!(text, "export {declaration}\n");
    }
    text.push_str(
        "/** Every command: what it takes and what it gives. */\nexport interface Commands {\n",
    );
    for command in COMMANDS {
        let (request, answer) = ((command.request)(config), (command.answer)(config));
        let _ = writeln!(text, "  {}: {{ request: {request}; answer: {answer} }};", command.name);
    }
    text.push_str("}\n\nexport const kioskCommands = [");
    let kiosk = COMMANDS.iter().filter(|command| command.windows.contains(&Window::Kiosk));
    let names = kiosk.map(|command| format!("\"{}\"", command.name)).collect::<Vec<_>>();
    text.push_str(&names.join(", "));
    text.push_str("] as const;\n");
    text
}

fn declarations(config: &Config) -> Vec<String> {
    declarations![config;
        customer::Kind, customer::ChannelKind, customer::Use, customer::Line,
        customer::ConsentState, customer::Names, customer::Company, customer::Identity,
        customer::PersonalDetails, customer::Channel, customer::Address, customer::Vehicle,
        customer::Record, customer::Section,
        customer::search_term::Meaning, customer::search_term::Reading,
        Code, FieldError, ApiError,
        views::Nothing, views::Phase, views::Connection, views::KeepingFault, views::StatusView, views::LockedView,
        views::PolicyView, views::NetworkView, views::LimitView, views::SectionAbility, views::FieldRuleView, views::ProfileView,
        views::BootView, views::DraftView, views::DraftKey, views::DraftsView, views::ColleaguesDraftView, views::ProblemView, views::HealthView,
        views::Standing, views::ChipView, views::WhyView, views::RowView, views::RowsView,
        views::Flip, views::SearchRequest, views::SearchView, views::Answered,
        views::NetworkRowsView, views::OpenRequest, views::DifferenceView, views::ConflictView,
        views::EvidenceView, views::CandidateView, views::HeldView, views::EntryView, views::TimelineRequest, views::StepView, views::TimelineView, views::WrittenView, views::CopyView, views::SourcesView, views::CustomerView,
        views::PeekChannel, views::PeekVehicle, views::PeekView, views::AdviseRequest,
        views::AdviceView, views::SaveSectionRequest, views::SavedView, views::DecideRequest, views::Action,
        views::TreeView, views::DecisionView, views::CreateRequest, views::CreateView,
        views::OutboxRequest, views::OutboxView, views::Side, views::Take, views::OutboxAct,
        views::OutboxActRequest, views::KioskFormView, views::KioskStatementView, views::StatementView, views::StatementStood, views::KioskCardView, views::KioskHelpRequest, views::KioskHelp, views::KioskHelpView, views::PracticeNetworkRequest, views::PracticeNetworkView, views::KioskAddress,
        views::KioskSubmitRequest, views::KioskSubmitView, views::SubmissionView,
        views::SubmissionsView, views::SubmissionReviewRequest,
        views::SubmissionReviewView, views::SubmissionCloseRequest, views::SetupRequest,
        views::PinsSay, views::ShownCertificateView, views::WritableView, views::CheckLineView, views::SetupCheckView,
        views::KioskCodeView, views::CardFromView, views::CardScanRequest, views::CardScanView,
        views::ReceiptKeepRequest, views::ReceiptKeptView, views::ReceiptsRequest,
        views::NetworkThenView, views::ReceiptRow, views::ReceiptsView, views::ReceiptRequest,
        views::ReceiptCandidate, views::ReceiptKept, views::ReceiptView, views::ChangedView,
        views::TodayView, views::ReplayView, views::VerdictsRequest, views::SideView,
        views::VerdictRow, views::VerdictsView, views::PairRequest, views::DuplicateNoteRequest, views::DuplicateRow,
        views::ScanAct, views::ScanView, views::ScanRequest, views::DuplicatesView,
        views::DuplicatesCheckedView, views::DuplicatesExportRequest, views::ExportedView,
        views::LabRequest, views::LabPoint, views::LabBin, views::LabUnusable, views::LabView,
        views::ThresholdsRequest, views::PolicySaveRequest, views::LabPastRow, views::LabPastView,
        views::PersonView, views::SeatView, views::RoleView, views::PeopleView,
        views::UnlockRequest, views::UnlockedView, views::PersonSaveRequest, views::PersonRequest,
        views::KioskLeaveRequest, views::KioskLeftView,
        views::RehearsalRequest, views::CountedView, views::RehearsalView,
        views::AsideView, views::PhraseView,
        views::HeldPart, views::PersonHeldView, views::FileView, views::UnsentChoice,
        views::ForgetRequest, views::ForgotView, views::AuditRequest, views::AuditRow,
        views::AuditChecked, views::AuditView, views::AuditExportRequest,
        views::OverviewRequest, views::OverviewView, views::OverridesOf, views::OverrideRow,
        views::ProvedRow, views::UnsentView, views::AgeView, views::UnsentOf, views::CardsView,
        views::LicenceRequest, views::LicenceReadView, views::LicenceView, views::LicenceDoubt,
        views::ScannerView, views::KioskFormRequest, views::KioskScanView,
        views::SetupView, views::SetByItView, views::SpeedView,
        views::SupportPart, views::SupportView, views::SupportSaveRequest,
        views::XrayRow, views::XrayView, views::XrayReplayRequest, views::XrayReplayView,
        views::ReleaseState, views::ReleaseOff, views::ReleaseWaits, views::ReleaseView,
        views::ImportPieceRequest, views::ImportPieceView, views::ImportLookRequest,
        views::ImportColumn, views::ImportRow, views::ImportLookView, views::ImportAct,
        views::ImportActRequest, views::ImportRefused, views::ImportProgressView,
        views::SelfCheckView, views::SelfCheckRequest, views::ProofView, views::SelfCheckLine, views::AlthoughView, views::EscapeView,
        views::AlthoughRequest, views::EscapesRequest,
    ]
}
