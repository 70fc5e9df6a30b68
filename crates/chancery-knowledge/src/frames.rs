//! Frames: how a language tells a kind of event, from `knowledge/<language>/frames/*.toml`.
//!
//! In: a TOML file with `[[frame]]` tables. Out: [`Frame`]s with expanded triggers, and diagnostics. A frame without a
//! positive and a negative example does not load. Trying a frame on a sentence is the reader's work.

use chancery_model::{EventKind, InstrumentAction, Level, Status};
use chancery_text::fold_text;
use serde::Deserialize;
use toml::Spanned;

use crate::{Diagnostic, Severity, diagnostic::place, markers::toml_offset};

/// Where a role is looked for, seen from the trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Case {
    /// Who acts: before the trigger, unmarked; carried over clauses where the clause has none.
    Subject,
    /// After the trigger, unmarked.
    Object,
    /// Marked by 同 與 和 跟.
    With,
    /// Marked by 對 向 給 予.
    To,
    /// Marked by 為.
    For,
    /// Marked by 由 被 遭 受.
    By,
    /// Marked by 從 自.
    From,
    /// Marked by 將 把.
    Ba,
    /// Marked by 應 (…邀請).
    Invited,
    /// Marked by 在 於, or a place before the trigger.
    At,
    /// Directly before the trigger, as its attribute: 普京的訪問, 中俄會談.
    Possessor,
    /// What stands after the clause's 的 behind the trigger: 來訪的普京.
    Head,
    /// The two or more states that the passage is about.
    Pair,
    /// The nearest unmarked noun before the trigger: 祝賀馬克龍｜再次當選.
    Near,
    /// The noun directly before the trigger's first part, whatever marks it (對美國眾院通過…表示反對).
    Clausal,
    /// The parties of the instrument in the clause.
    Parties,
    /// The two persons whom the trigger itself names by one character each: 拜習｜會.
    Named,
    /// The subject of the clause that a comma behind the trigger opens: 批評，｜美方｜破壞和平; 警告，若｜美方｜…
    Told,
    /// Whoever speaks the words in which the trigger stands, or is named before the colon of a title.
    Speaker,
    /// The state that the trigger's own words name: 奉行一個｜中國｜政策.
    Inside,
    /// The subject of the clause before, where the trigger's clause has one of its own: 美方挑衅，｜中方对此强烈不满.
    Prior,
    /// The one other side that the sentence names before the trigger, where nobody else fills the role: 如果美方执意，｜中方将反制.
    Opposite,
    /// The person who was the subject before the sentence, where the trigger's subject is of another side: 李克强抵达。维森特到机场｜迎接.
    Before,
}

/// Alternatives: the first that yields somebody is taken.
pub type Pick = Vec<Case>;

/// A role of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// All picks are joined.
    pub picks: Vec<Pick>,
    /// Kinds that may fill it: state, person, organization, place; empty for the usual principals.
    pub types: Vec<String>,
}

/// What must hold for a frame to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Requirement {
    /// Somebody acts.
    Actors,
    /// At least two actors.
    TwoActors,
    /// Somebody is acted upon.
    Recipients,
    /// Actors of at least two sides.
    TwoSides,
    /// An instrument is named.
    Instrument,
    /// A place is named.
    Place,
    /// A date is stated in the sentence.
    Date,
    /// The first actor is a person.
    Person,
    /// The first actor is a state or an organization, not a person.
    Body,
    /// The object stands directly after the trigger.
    Adjacent,
    /// The actor and the recipient are of different sides.
    Foreign,
    /// The subject stands in the trigger's own clause.
    OwnSubject,
    /// A statement's content only: the trigger stands in reported speech.
    Said,
    /// The trigger is the clause's main verb: no 的 makes its clause an attribute.
    Main,
    /// A named conference (峰會, 大會 with a name before it) is the object or the subject.
    Conference,
    /// A figure stands in the clause.
    Figure,
    /// The first actor is a state, its foreign ministry, or somebody whose office is to speak for a state abroad.
    Diplomat,
    /// The first actor is a state, a public body, or somebody in office.
    Official,
    /// Who acts is a body of states or somebody of it (歐盟外長), or the states of a group.
    Union,
    /// Three or more sides act.
    Several,
}

/// One way to write a trigger: parts that stand in this order in one clause; the last is the anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Per part its folded alternatives.
    pub parts: Vec<Vec<String>>,
}

/// An example that is a test.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The passage.
    pub text: String,
    /// Date of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub published: Option<String>,
    /// No event of this frame may come out.
    #[serde(default)]
    pub none: bool,
    /// Why, for people.
    #[serde(default)]
    pub why: Option<String>,
    /// Names as written.
    #[serde(default)]
    pub actors: Option<Vec<String>>,
    /// Names as written.
    #[serde(default)]
    pub recipients: Option<Vec<String>>,
    /// Names as written.
    #[serde(default)]
    pub attendees: Option<Vec<String>>,
    /// Names as written.
    #[serde(default)]
    pub witnesses: Option<Vec<String>>,
    /// Names as written.
    #[serde(default)]
    pub mediators: Option<Vec<String>>,
    /// Names as written.
    #[serde(default)]
    pub places: Option<Vec<String>>,
    /// Status code.
    #[serde(default)]
    pub status: Option<String>,
    /// `YYYY-MM-DD` or `from/to`.
    #[serde(default)]
    pub date: Option<String>,
    /// Level code.
    #[serde(default)]
    pub level: Option<String>,
}

/// A frame, checked and expanded.
#[derive(Clone, Debug)]
pub struct Frame {
    /// `zh/talks/hold`: language, file, name.
    pub id: String,
    /// Kind of event.
    pub kind: EventKind,
    /// Ways to write it.
    pub triggers: Vec<Trigger>,
    /// Who acts.
    pub actors: Role,
    /// Who is acted upon.
    pub recipients: Role,
    /// Who watches.
    pub witnesses: Role,
    /// Who mediates.
    pub mediators: Role,
    /// Who takes part beside.
    pub attendees: Role,
    /// Requirements.
    pub needs: Vec<Requirement>,
    /// Fixed status; `None` lets modality decide.
    pub status: Option<Status>,
    /// Whether modality and negation words around the trigger change the status.
    pub modal: bool,
    /// Whether a wish word before the trigger undoes the event (true for nearly all).
    pub wish_blocks: bool,
    /// Folded words that may not stand directly before the trigger.
    pub not_before: Vec<String>,
    /// Folded words that may not stand directly after the trigger.
    pub not_after: Vec<String>,
    /// Folded words that may not stand anywhere in the clause.
    pub not_in_clause: Vec<String>,
    /// Folded words of which one must stand in the clause (empty: none needed).
    pub with_word: Vec<String>,
    /// Folded words of which one must stand in the sentence, or up to 150 characters before the trigger in the paragraph (empty: none needed).
    pub near_word: Vec<String>,
    /// The trigger is a noun: on its own it only adds evidence to an event of the kind that is known already.
    pub echo: bool,
    /// It gives way to any other event told behind it in the same clause: 一致同意…延期 is the extension.
    pub yields: bool,
    /// Told besides another event of the kind (for consultation, besides any encounter) of the same sides, it is no event of its own.
    pub alone: bool,
    /// Held, it needs a day in the text: 來訪並出席論壇的總理 tells what somebody came for, not that it is over.
    pub dated: bool,
    /// What rite it tells, in a word: tellings of two rites are no one happening.
    pub rite: Option<String>,
    /// It tells how a guest is met or seen off: without a day of its own it takes that of his coming or leaving.
    pub arrival: bool,
    /// Level of a visit.
    pub level: Option<Level>,
    /// What happens to the instrument.
    pub action: Option<InstrumentAction>,
    /// Higher wins among frames with triggers of equal length.
    pub priority: i32,
    /// Whether it may apply in headlines only.
    pub headline_only: bool,
    /// Examples.
    pub examples: Vec<Example>,
    /// File index and line.
    pub place: (u16, u32),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    frame: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Spanned<String>,
    kind: Spanned<String>,
    trigger: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    actors: Option<Spanned<String>>,
    #[serde(default)]
    recipients: Option<Spanned<String>>,
    #[serde(default)]
    witnesses: Option<Spanned<String>>,
    #[serde(default)]
    mediators: Option<Spanned<String>>,
    #[serde(default)]
    attendees: Option<Spanned<String>>,
    #[serde(default)]
    actor_types: Vec<String>,
    #[serde(default)]
    recipient_types: Vec<String>,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
    #[serde(default)]
    status: Option<Spanned<String>>,
    #[serde(default = "yes")]
    modal: bool,
    #[serde(default = "yes")]
    wish_blocks: bool,
    #[serde(default)]
    not_before: Vec<String>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    not_in_clause: Vec<String>,
    #[serde(default)]
    with_word: Vec<String>,
    #[serde(default)]
    near_word: Vec<String>,
    #[serde(default)]
    echo: bool,
    #[serde(default)]
    yields: bool,
    #[serde(default)]
    alone: bool,
    #[serde(default)]
    dated: bool,
    #[serde(default)]
    rite: Option<String>,
    #[serde(default)]
    arrival: bool,
    #[serde(default)]
    level: Option<Spanned<String>>,
    #[serde(default)]
    action: Option<Spanned<String>>,
    #[serde(default)]
    priority: i32,
    #[serde(default)]
    headline_only: bool,
    #[serde(default)]
    examples: Vec<Example>,
}

fn yes() -> bool {
    true
}

const CASES: &[(&str, Case)] = &[
    ("subject", Case::Subject),
    ("object", Case::Object),
    ("with", Case::With),
    ("to", Case::To),
    ("for", Case::For),
    ("by", Case::By),
    ("from", Case::From),
    ("ba", Case::Ba),
    ("invited", Case::Invited),
    ("at", Case::At),
    ("possessor", Case::Possessor),
    ("head", Case::Head),
    ("pair", Case::Pair),
    ("near", Case::Near),
    ("clausal", Case::Clausal),
    ("parties", Case::Parties),
    ("named", Case::Named),
    ("told", Case::Told),
    ("speaker", Case::Speaker),
    ("inside", Case::Inside),
    ("prior", Case::Prior),
    ("opposite", Case::Opposite),
    ("before", Case::Before),
];

const REQUIREMENTS: &[(&str, Requirement)] = &[
    ("actors", Requirement::Actors),
    ("two-actors", Requirement::TwoActors),
    ("recipients", Requirement::Recipients),
    ("two-sides", Requirement::TwoSides),
    ("instrument", Requirement::Instrument),
    ("place", Requirement::Place),
    ("date", Requirement::Date),
    ("person", Requirement::Person),
    ("body", Requirement::Body),
    ("adjacent", Requirement::Adjacent),
    ("foreign", Requirement::Foreign),
    ("own-subject", Requirement::OwnSubject),
    ("said", Requirement::Said),
    ("main", Requirement::Main),
    ("conference", Requirement::Conference),
    ("figure", Requirement::Figure),
    ("diplomat", Requirement::Diplomat),
    ("official", Requirement::Official),
    ("union", Requirement::Union),
    ("several", Requirement::Several),
];

struct Checker<'a> {
    file: &'a str,
    text: &'a str,
    found: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(&mut self, offset: usize, severity: Severity, code: &'static str, message: String, hint: String) {
        let (line, column) = place(self.text, offset);
        self.found.push(Diagnostic { file: self.file.into(), line, column, severity, code, message, hint });
    }

    fn word<T: Copy>(&mut self, word: &Spanned<String>, what: &str, known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(name, _)| name == word.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.report(word.span().start, Severity::Error, "unknown-word", format!("no {what} {:?}", word.get_ref()), format!("one of {}", names.join(", ")));
        }
        found
    }

    fn role(&mut self, raw: Option<&Spanned<String>>, types: &[String]) -> Role {
        let Some(raw) = raw else { return Role::default() };
        let mut picks = Vec::new();
        for term in raw.get_ref().split('+') {
            let mut pick = Vec::new();
            for name in term.split('|') {
                let name = Spanned::new(raw.span(), name.trim().to_owned());
                pick.extend(self.word(&name, "place of a role", CASES));
            }
            picks.push(pick);
        }
        Role { picks, types: types.to_vec() }
    }
}

impl Frame {
    /// Whether a role asks who was spoken of before the sentence.
    pub fn looks_back(&self) -> bool {
        [&self.actors, &self.recipients].iter().any(|role| role.picks.iter().flatten().any(|case| *case == Case::Before))
    }

    /// Writes out triggers like `{pair}会`: one form for each pair of persons.
    pub(crate) fn name_pairs(&mut self, pairs: &[String]) {
        const PAIR: &str = "{pair}";
        for forms in self.triggers.iter_mut().flat_map(|trigger| &mut trigger.parts) {
            if forms.iter().any(|form| form.contains(PAIR)) {
                *forms = forms.iter().flat_map(|form| pairs.iter().map(|pair| form.replace(PAIR, pair))).collect();
            }
        }
    }
}

/// Reads a frame file. `prefix` is `zh/talks`, the path below `knowledge/` without `frames/` and the ending.
pub(crate) fn load(index: u16, file: &str, text: &str, prefix: &str, frames: &mut Vec<Frame>, found: &mut Vec<Diagnostic>) {
    let mut checker = Checker { file, text, found };
    let parsed: File = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            checker.report(toml_offset(&error), Severity::Error, "syntax", error.message().to_owned(), "see CONTRIBUTING.md, \"Add a frame\"".into());
            return;
        }
    };
    for raw in parsed.frame {
        let start = raw.id.span().start;
        let kinds: Vec<(&str, EventKind)> = EventKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
        let Some(kind) = checker.word(&raw.kind, "kind of event", &kinds) else { continue };
        let mut triggers = Vec::new();
        for trigger in raw.trigger.get_ref() {
            match expand(trigger.get_ref()) {
                Some(parts) => triggers.push(Trigger { parts }),
                None => checker.report(
                    trigger.span().start,
                    Severity::Error,
                    "bad-trigger",
                    format!("can't read the trigger {:?}", trigger.get_ref()),
                    "parts joined by …, alternatives as (甲|乙)".into(),
                ),
            }
        }
        if !raw.examples.iter().any(|example| !example.none) || !raw.examples.iter().any(|example| example.none) {
            checker.report(
                start,
                Severity::Error,
                "no-examples",
                format!("frame {:?} lacks a positive or a negative example", raw.id.get_ref()),
                "add [[frame.examples]] with the expected roles, and one with none = true and why".into(),
            );
            continue;
        }
        let statuses: Vec<(&str, Status)> = Status::ALL.iter().map(|status| (status.as_str(), *status)).collect();
        let levels: Vec<(&str, Level)> = Level::ALL.iter().map(|level| (level.as_str(), *level)).collect();
        let actions: Vec<(&str, InstrumentAction)> = InstrumentAction::ALL.iter().map(|action| (action.as_str(), *action)).collect();
        let fold_all = |words: Vec<String>| words.iter().map(|word| fold_text(word)).collect();
        frames.push(Frame {
            id: format!("{prefix}/{}", raw.id.get_ref()),
            kind,
            triggers,
            actors: checker.role(raw.actors.as_ref(), &raw.actor_types),
            recipients: checker.role(raw.recipients.as_ref(), &raw.recipient_types),
            witnesses: checker.role(raw.witnesses.as_ref(), &[]),
            mediators: checker.role(raw.mediators.as_ref(), &[]),
            attendees: checker.role(raw.attendees.as_ref(), &[]),
            needs: raw.needs.iter().filter_map(|need| checker.word(need, "requirement", REQUIREMENTS)).collect(),
            status: raw.status.as_ref().and_then(|status| checker.word(status, "status", &statuses)),
            modal: raw.modal,
            wish_blocks: raw.wish_blocks,
            not_before: fold_all(raw.not_before),
            not_after: fold_all(raw.not_after),
            not_in_clause: fold_all(raw.not_in_clause),
            with_word: fold_all(raw.with_word),
            near_word: fold_all(raw.near_word),
            echo: raw.echo,
            yields: raw.yields,
            alone: raw.alone,
            dated: raw.dated,
            rite: raw.rite,
            arrival: raw.arrival,
            level: raw.level.as_ref().and_then(|level| checker.word(level, "level", &levels)),
            action: raw.action.as_ref().and_then(|action| checker.word(action, "action", &actions)),
            priority: raw.priority,
            headline_only: raw.headline_only,
            examples: raw.examples,
            place: (index, place(text, start).0),
        });
    }
}

/// `(举行|进行)…会谈` to its parts with their alternatives (at most 400 a part).
fn expand(text: &str) -> Option<Vec<Vec<String>>> {
    text.split('…')
        .map(|part| {
            let mut forms = vec![String::new()];
            let mut rest = part;
            while let Some(open) = rest.find('(') {
                let close = rest[open..].find(')')? + open;
                let (before, inside) = (&rest[..open], &rest[open + 1..close]);
                forms = forms.iter().flat_map(|form| inside.split('|').map(move |choice| format!("{form}{before}{choice}"))).collect();
                rest = &rest[close + 1..];
            }
            forms.iter_mut().for_each(|form| form.push_str(rest));
            let forms: Vec<String> = forms.iter().map(|form| fold_text(form)).collect();
            (forms.len() <= 400 && !forms.iter().any(|form| form.trim().is_empty())).then_some(forms)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn triggers_expand_to_parts_with_alternatives() {
        let parts = super::expand("(舉行|進行)…會(談|晤)");
        assert_eq!(parts, Some(vec![vec!["举行".to_owned(), "进行".to_owned()], vec!["会谈".to_owned(), "会晤".to_owned()]]));
        assert!(super::expand("(會談").is_none());
    }
}
