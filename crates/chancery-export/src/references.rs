//! References to documents and instruments: CSL-JSON, BibLaTeX, RIS, and styles for people.
//!
//! In: documents with their texts, instruments. Out: references. Each carries the digest of the bytes and the address in the archive. What is
//! not known (an author, a page) is left out, never filled in; titles and names stay in the script in which they were written.

use chancery_archive::Held;
use chancery_model::{Date, InstrumentAction};
use chancery_register::InstrumentRecord;
use serde_json::{Map, Value, json};

use crate::Error;
use crate::dates;
use crate::selection::Selection;
use crate::tables::title;

mod styles;

pub use styles::Style;

/// The address of something in an archive: a URN that does not depend on where the archive is.
pub(crate) fn address(id: &str) -> String {
    let mut out = String::from("urn:chancery:");
    for c in id.chars() {
        // What no IRI may hold is written as its bytes.
        if c.is_control() || c.is_whitespace() || "<>\"{}|\\^`%#".contains(c) {
            c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// What is cited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// Id of the document or instrument.
    pub id: String,
    /// Whether it is an instrument.
    pub treaty: bool,
    /// Title.
    pub title: String,
    /// Outlet.
    pub outlet: Option<String>,
    /// First and last possible day of publication; of an instrument the day of signature.
    pub published: Option<(Date, Date)>,
    /// Address.
    pub url: Option<String>,
    /// Parties of an instrument, in English where it is known.
    pub parties: Vec<String>,
    /// Day from which an instrument is in force.
    pub in_force: Option<Date>,
    /// Who is quoted: the name in English, where it is known, and as written.
    pub speaker: Option<String>,
    /// `sha256:` and the digest of the bytes.
    pub digest: Option<String>,
    /// Language.
    pub language: String,
    /// Day on which it was added to the archive.
    pub accessed: Option<Date>,
}

impl Reference {
    /// A document.
    pub(crate) fn document(held: &Held) -> Reference {
        let document = &held.document;
        Reference {
            id: document.id.clone(),
            title: title(held),
            outlet: document.outlet.clone(),
            published: document.published,
            url: document.url.clone(),
            digest: Some(document.source.clone()),
            language: held.reading.source.language.clone(),
            accessed: Some(Date::from_days(i32::try_from(document.added.div_euclid(86_400)).unwrap_or_default())),
            ..Reference::default()
        }
    }

    /// An instrument.
    pub(crate) fn instrument(selection: &Selection<'_>, instrument: &InstrumentRecord) -> Result<Reference, Error> {
        let day = |action: InstrumentAction| {
            instrument.history.iter().filter(|step| step.action == action).find_map(|step| step.date.as_ref().and_then(dates::days)).map(|(day, _)| day)
        };
        let made = [InstrumentAction::Signed, InstrumentAction::Adopted, InstrumentAction::Issued].into_iter().find_map(day);
        let parties = instrument.parties.iter().map(|party| selection.english(party)?.map_or_else(|| selection.name(party), Ok));
        Ok(Reference {
            id: instrument.id.clone(),
            treaty: true,
            title: instrument.title.split_whitespace().collect::<Vec<_>>().join(" "),
            published: made.map(|day| (day, day)),
            parties: parties.collect::<Result<_, Error>>()?,
            in_force: day(InstrumentAction::InForce),
            language: "zh".to_owned(),
            ..Reference::default()
        })
    }

    /// The one day of publication; `None` where it is not certain.
    pub(crate) fn day(&self) -> Option<Date> {
        self.published.filter(|(from, to)| from == to).map(|(day, _)| day)
    }

    /// Where the archive has it, with the digest of its bytes.
    pub(crate) fn archived(&self) -> String {
        let digest = self.digest.as_ref().map(|digest| format!(", {digest}")).unwrap_or_default();
        format!("{}{digest}", address(&self.id))
    }

    /// An item of CSL-JSON.
    pub fn csl(&self) -> Value {
        let date = |day: Date| json!({"date-parts": [[day.year, day.month, day.day]]});
        let issued = self
            .published
            .map(|(from, to)| if from == to { date(from) } else { json!({"date-parts": [[from.year, from.month, from.day], [to.year, to.month, to.day]]}) });
        let kind = match (self.treaty, &self.outlet, &self.url) {
            (true, ..) => "treaty",
            (_, Some(_), _) | (_, None, None) => "article-newspaper",
            _ => "webpage",
        };
        let author = match (&self.parties[..], &self.speaker) {
            ([], Some(speaker)) => json!([{"literal": speaker}]),
            ([], None) => Value::Null,
            (parties, _) => parties.iter().map(|party| json!({"literal": party})).collect(),
        };
        let mut item = Map::new();
        for (name, value) in [
            ("id", json!(self.id)),
            ("type", json!(kind)),
            ("title", json!(self.title)),
            ("author", author),
            ("container-title", json!(self.outlet)),
            ("issued", json!(issued)),
            ("URL", json!(self.url)),
            ("language", json!(self.language)),
            ("archive", json!("chancery")),
            ("archive_location", json!(self.archived())),
            ("accessed", json!(self.accessed.filter(|_| self.url.is_some()).map(date))),
        ] {
            if !value.is_null() {
                item.insert(name.to_owned(), value);
            }
        }
        Value::Object(item)
    }

    /// An entry of BibLaTeX.
    pub fn bibtex(&self) -> String {
        let escape = |text: &str| {
            text.chars().fold(String::new(), |mut out, c| {
                match c {
                    '\\' => out.push_str("\\textbackslash{}"),
                    '{' | '}' | '%' | '&' | '$' | '#' | '_' => out.extend(['\\', c]),
                    '~' => out.push_str("\\textasciitilde{}"),
                    '^' => out.push_str("\\textasciicircum{}"),
                    c => out.push(c),
                }
                out
            })
        };
        // A title in braces keeps its capitals.
        let mut fields = vec![("title", format!("{{{}}}", escape(&self.title)))];
        if !self.parties.is_empty() {
            let parties: Vec<String> = self.parties.iter().map(|party| format!("{{{}}}", escape(party))).collect();
            fields.push(("author", parties.join(" and ")));
        } else if let Some(speaker) = &self.speaker {
            fields.push(("author", format!("{{{}}}", escape(speaker))));
        }
        fields.extend(self.outlet.as_ref().map(|outlet| ("journaltitle", escape(outlet))));
        fields.extend(self.published.map(|published| ("date", dates::published(Some(published)))));
        fields.extend(self.url.as_ref().map(|url| ("url", url.replace(['{', '}', '\\'], ""))));
        fields.extend(self.accessed.filter(|_| self.url.is_some()).map(|day| ("urldate", day.to_string())));
        let language = match self.language.as_str() {
            "zh-Hant" | "zh-Hans" | "zh" => Some("chinese"),
            "en" => Some("english"),
            "ru" => Some("russian"),
            _ => None,
        };
        fields.extend(language.map(|language| ("langid", language.to_owned())));
        fields.push(("note", escape(&self.archived())));
        if !self.treaty {
            fields.push(("entrysubtype", "newspaper".to_owned()));
        }
        let kind = match (self.treaty, &self.outlet, &self.url) {
            (true, ..) => "legal",
            (_, None, Some(_)) => "online",
            _ => "article",
        };
        let lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@{kind}{{{},\n{}\n}}\n", self.id, lines.join(",\n"))
    }

    /// An entry of RIS.
    pub fn ris(&self) -> String {
        let kind = match (self.treaty, &self.outlet, &self.url) {
            (true, ..) => "LEGAL",
            (_, None, Some(_)) => "ELEC",
            _ => "NEWS",
        };
        let day = |day: Date| format!("{:04}/{:02}/{:02}", day.year, day.month, day.day);
        let mut lines = vec![("TY", kind.to_owned()), ("ID", self.id.clone()), ("TI", self.title.clone())];
        lines.extend(self.parties.iter().chain(&self.speaker).map(|party| ("AU", party.clone())));
        lines.extend(self.outlet.as_ref().map(|outlet| ("T2", outlet.clone())));
        lines.extend(self.published.map(|(from, _)| ("PY", format!("{:04}", from.year))));
        lines.extend(self.day().map(|date| ("DA", day(date))));
        lines.extend(self.url.as_ref().map(|url| ("UR", url.clone())));
        lines.extend(self.accessed.filter(|_| self.url.is_some()).map(|date| ("Y2", day(date))));
        lines.push(("LA", self.language.clone()));
        lines.push(("DB", "chancery".to_owned()));
        lines.push(("AN", address(&self.id)));
        lines.extend(self.digest.as_ref().map(|digest| ("N1", digest.clone())));
        lines.push(("ER", String::new()));
        lines.iter().map(|(tag, value)| format!("{tag}  - {}\r\n", value.replace(['\r', '\n'], " "))).collect()
    }

    /// The reference in a style.
    pub fn text(&self, style: Style) -> String {
        styles::text(self, style)
    }
}
