//! The ladder of designations of a relation: one rung for each designation, however it is written.
//!
//! In: the steps of a record, which tell every wording apart. Out: rungs in order of time. Wordings are one where they differ only in the names of the
//! parties, in what is done with the relation, in script and in a last 關係; an attribute (全面, 新時代) makes another rung.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{Date, RelationAction};
use chancery_register::{LadderStep, RelationRecord, When};
use chancery_text::fold_text;
use maud::{Markup, html};

use crate::call::Call;
use crate::names::Names;
use crate::parts;

/// Words that stand before a designation and are none of it.
const BEFORE: &str = include_str!("../../../data/designations.txt");

/// A designation with all its wordings.
struct Rung<'a> {
    /// As it is written most.
    name: &'a str,
    /// What was done, with the days told of it.
    acts: BTreeMap<RelationAction, Vec<When>>,
    /// Days of publication of the first and the last report.
    used: Option<(Date, Date)>,
    items: BTreeSet<&'a str>,
    /// Every wording with its number of reports, the most frequent first.
    wordings: Vec<(&'a str, usize)>,
}

impl Rung<'_> {
    fn first(&self) -> Option<Date> {
        let day = |when: &When| when.from.or(when.to);
        self.acts.values().flatten().filter_map(day).min().or(self.used.map(|(first, _)| first))
    }

    /// Whether only one report has it, and it tells of no day.
    fn once(&self) -> bool {
        self.items.len() == 1 && self.acts.values().all(Vec::is_empty)
    }
}

/// What a designation is without names of the parties and words of doing; folded.
fn core(designation: &str, parties: &[&str]) -> String {
    let before: Vec<&str> = BEFORE.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
    let bare = |text: &str| {
        let mut text = text.to_owned();
        while let Some(rest) =
            before.iter().chain(parties).filter_map(|word| text.strip_prefix(word)).filter(|rest| rest.chars().count() > 1).min_by_key(|rest| rest.len())
        {
            text = rest.to_owned();
        }
        text
    };
    let folded: String = fold_text(designation).chars().filter(|c| c.is_alphanumeric() || *c == '、').collect();
    let partner = folded.strip_suffix("关系").filter(|rest| rest.ends_with("伙伴"));
    let text = bare(partner.unwrap_or(&folded));
    // Names also stand behind the attribute: 緊密持久的中法全面戰略夥伴關係.
    match text.rsplit_once('的') {
        Some((attribute, rest)) => format!("{attribute}{}", bare(rest)),
        None => text,
    }
}

/// The rungs of some steps in order of time.
fn rungs<'a>(steps: &'a [LadderStep], parties: &[&str]) -> Vec<Rung<'a>> {
    let mut by_core: BTreeMap<String, Vec<&LadderStep>> = BTreeMap::new();
    for step in steps {
        by_core.entry(core(&step.designation, parties)).or_default().push(step);
    }
    let rung = |(core, steps): (String, Vec<&'a LadderStep>)| {
        let mut wordings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut acts: BTreeMap<RelationAction, Vec<When>> = BTreeMap::new();
        for step in &steps {
            wordings.entry(&step.designation).or_default().extend(step.items.iter().map(String::as_str));
            if step.action != RelationAction::Described {
                acts.entry(step.action).or_default().extend(step.date);
            }
        }
        acts.values_mut().for_each(|days| {
            days.sort();
            days.dedup();
        });
        let mut counted: Vec<(&str, usize)> = wordings.iter().map(|(name, items)| (*name, items.len())).collect();
        counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        // A wording that is nothing but the designation is its name.
        let whole = counted.iter().map(|(name, _)| *name).filter(|name| fold_text(name).replace('的', "").starts_with(&core.replace('的', "")));
        let name = whole.max_by_key(|name| name.chars().count()).or(counted.first().map(|(name, _)| *name)).unwrap_or_default();
        let used = steps.iter().filter_map(|step| step.used).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        Rung { name, acts, used, items: wordings.into_values().flatten().collect(), wordings: counted }
    };
    let mut rungs: Vec<Rung<'_>> = by_core.into_iter().map(rung).collect();
    rungs.sort_by(|a, b| (a.first().is_none(), a.first(), a.name).cmp(&(b.first().is_none(), b.first(), b.name)));
    rungs
}

/// What the parties are called in front of a designation, folded.
fn called<'a>(names: &'a Names, parties: &[String]) -> Vec<&'a str> {
    parties.iter().flat_map(|party| names.forms(party)).map(String::as_str).collect()
}

/// The designations of a relation, in order of time.
pub(crate) fn ladder(call: &Call<'_>, one: &RelationRecord) -> Markup {
    let rungs = rungs(&one.ladder, &called(&call.app.names, &one.parties));
    let (once, often): (Vec<&Rung<'_>>, Vec<&Rung<'_>>) = rungs.iter().partition(|rung| rungs.len() > 8 && rung.once());
    let used = |rung: &Rung<'_>| html! { @if let Some((first, last)) = rung.used { span.place { (call.t("relation.used")) " " (parts::day(first)) @if first != last { " – " (parts::day(last)) } " · " (call.tf("record.reports_n", &[&rung.items.len()])) } } };
    html! {
        section {
            h2 { (call.t("relation.ladder")) " " span.count { (rungs.len()) } }
            ol.ladder {
                @for rung in often {
                    li {
                        strong { bdi lang="zh" { (rung.name) } }
                        @for (act, days) in &rung.acts { " " span.step { span.tag { (call.code("relation", act.as_str())) } @for day in days { " " (parts::when(call, Some(day))) } } }
                        p.more { (used(rung)) }
                        @if rung.wordings.len() > 1 {
                            details.small { summary { (call.tf("relation.wordings", &[&rung.wordings.len()])) } ul.plain lang="zh" { @for (name, count) in &rung.wordings { li { bdi { (name) } " " span.count { (count) } } } } }
                        }
                    }
                }
            }
            @if !once.is_empty() {
                details { summary { (call.tf("relation.once", &[&once.len()])) } ol.ladder { @for rung in &once { li { strong { bdi lang="zh" { (rung.name) } } p.more { (used(rung)) } } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(designation: &str, action: RelationAction, items: &[&str]) -> LadderStep {
        LadderStep { designation: designation.to_owned(), action, date: None, used: None, items: items.iter().map(|item| (*item).to_owned()).collect() }
    }

    #[test]
    fn wordings_of_one_designation_are_one_rung_and_attributes_make_another() {
        let parties = ["中国", "中", "法国", "法"];
        let same = |a: &str, b: &str| core(a, &parties) == core(b, &parties);
        assert!(same("中法全面战略伙伴关系", "全面戰略夥伴關係"));
        assert!(same("发展中法全面战略伙伴关系", "全面战略伙伴"));
        assert!(same("发展紧密持久的中法全面战略伙伴关系", "紧密持久的全面战略伙伴关系"));
        assert!(!same("新型全面战略伙伴关系", "全面战略伙伴关系"));
        assert!(!same("战略伙伴关系", "全面战略伙伴关系"));
        assert!(!same("紧密持久的全面战略伙伴关系", "全面战略伙伴关系"));
        assert_eq!(core("外交关系", &parties), "外交关系");
    }

    #[test]
    fn a_rung_counts_a_report_once_and_bears_the_barest_name() {
        let steps = [
            step("中法全面战略伙伴关系", RelationAction::Established, &["a", "b", "c"]),
            step("中法全面战略伙伴关系", RelationAction::Raised, &["b", "c"]),
            step("全面战略伙伴", RelationAction::Described, &["d"]),
            step("全面战略伙伴关系", RelationAction::Described, &["e"]),
        ];
        let rungs = rungs(&steps, &["中", "法"]);
        assert_eq!(rungs.len(), 1);
        assert_eq!((rungs[0].name, rungs[0].items.len(), rungs[0].acts.len(), rungs[0].wordings.len()), ("全面战略伙伴关系", 5, 2, 3));
    }
}
