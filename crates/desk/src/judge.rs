//! Judging what a person newly entered, by the domain's rules and the profile's limits.

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use customer::Record;
use customer::limits::{Charset, Limits};
use customer::problem::{Code, Problem, Severity};
use customer::validate::{self, Judge};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use network::profile::{Confidence, Profile};

impl From<&Problem> for Refused {
    fn from(problem: &Problem) -> Self {
        Self {
            field: problem.field.clone(),
            code: problem.code.word(),
            message: problem.message(),
            params: problem.params.clone(),
        }
    }
}

impl Failure {
    /// Everything that was wrong, at once.
    pub fn from_problems(problems: &[Problem]) -> Self {
        Self::Invalid(problems.iter().map(Refused::from).collect())
    }
}

impl Desk {
    /// A change in the form it is stored in, or everything it is refused for. What was there
    /// before is never refused.
    pub(crate) fn judged(&self, before: &Record, after: Record) -> Result<Record> {
        let limits = self.limits();
        let (entered, problems) = validate::entered(before, after, self.judge(&limits));
        refuse(problems)?;
        Ok(entered)
    }

    /// The same for a new record.
    pub(crate) fn judged_new(&self, record: Record) -> Result<Record> {
        let limits = self.limits();
        let judge = self.judge(&limits);
        let nobody = Record { kind: record.kind, ..Record::default() };
        let (entered, mut problems) = validate::entered(&nobody, record, judge);
        problems.extend(validate::new_record(&entered, judge));
        problems.sort_by(|a, b| (&a.field, a.code).cmp(&(&b.field, b.code)));
        problems.dedup();
        refuse(problems)?;
        Ok(entered)
    }

    /// What of a record breaks a rule and is kept all the same.
    pub fn doubtful(&self, record: &Record) -> Vec<Refused> {
        let nobody = Record { kind: record.kind, ..Record::default() };
        let limits = Limits::default();
        let problems = validate::change(&nobody, record, self.judge(&limits));
        // What is not there is unknown, not doubtful.
        let lacking =
            |code| matches!(code, Code::Required | Code::NamesMissing | Code::CompanyNameMissing);
        problems.iter().filter(|one| !lacking(one.code)).map(Refused::from).collect()
    }

    /// What of newly entered values is kept but looks wrong: said while there is time to mend it.
    pub fn advice(&self, record: Record) -> Vec<Refused> {
        let nobody = Record { kind: record.kind, ..Record::default() };
        let limits = self.limits();
        let (_, problems) = validate::entered(&nobody, record, self.judge(&limits));
        let advice = problems.iter().filter(|problem| problem.severity == Severity::Advice);
        advice.map(Refused::from).collect()
    }

    pub(crate) fn judge<'a>(&'a self, limits: &'a Limits) -> Judge<'a> {
        Judge { limits, country: self.country(), today: self.today() }
    }

    pub fn today(&self) -> Date {
        self.clock.now().to_zoned(TimeZone::system()).date()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.profile().map(limits_of).unwrap_or_default()
    }
}

fn refuse(problems: Vec<Problem>) -> Result<()> {
    let refused = problems.into_iter().filter(|p| p.severity == Severity::Refused);
    let refused = refused.collect::<Vec<_>>();
    if refused.is_empty() { Ok(()) } else { Err(Failure::from_problems(&refused)) }
}

fn limits_of(profile: &Profile) -> Limits {
    let fields = || profile.fields.iter();
    Limits {
        lengths: fields().filter_map(|(path, rule)| Some((path.clone(), rule.max?))).collect(),
        longest: None,
        lists: fields()
            .filter(|(_, rule)| !rule.values.is_empty())
            .map(|(path, rule)| (path.clone(), rule.values.clone()))
            .collect(),
        charset: match profile.charset.value.as_str() {
            "latin-1" => Charset::Latin1,
            "latin-9" => Charset::Latin9,
            "ascii" => Charset::Ascii,
            _ => Charset::Any,
        },
        charset_assumed: profile.charset.confidence == Confidence::Assumed,
        required: fields()
            .filter(|(_, rule)| rule.required)
            .map(|(path, _)| path.clone())
            .collect(),
        one_per_slot: profile.one_value_per_slot.value,
        one_address_per_kind: profile
            .addresses_per_kind
            .as_ref()
            .is_some_and(|stated| stated.value == 1),
    }
}
