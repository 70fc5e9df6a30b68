//! `chancery cite`: a reference to a document, with the digest of its bytes.
//!
//! In: the id of a document or of a record. Out: for each document that tells it a reference in the style asked for. What is not known is
//! left out, never filled in.

use chancery_archive::{Archive, DocumentRow};
use chancery_model::Date;
use serde_json::{Value, json};

use super::arguments::{CiteOptions, Style};
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// What a reference is made of.
struct Reference {
    id: String,
    title: String,
    outlet: Option<String>,
    day: Option<Date>,
    url: Option<String>,
    digest: String,
    language: String,
}

/// Runs the command.
pub fn run(options: &CiteOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    let documents: Vec<DocumentRow> = if options.id.starts_with("d-") || options.id.starts_with("sha256:") {
        vec![archive.document(&options.id)?]
    } else {
        let mut documents: Vec<DocumentRow> = archive.whole(&options.id)?.reports.into_iter().map(|(document, _)| document).collect();
        documents.dedup_by(|a, b| a.number == b.number);
        documents
    };
    let references = documents.iter().map(|document| reference(&archive, document)).collect::<Result<Vec<_>, _>>()?;
    if options.style == Style::Csl {
        let all: Vec<Value> = references.iter().map(csl).collect();
        terminal.json(&all, true)?;
        return Ok(Outcome::Done);
    }
    for reference in &references {
        terminal.write(&text(reference, options.style))?;
    }
    Ok(Outcome::of(!references.is_empty(), false))
}

fn reference(archive: &Archive, document: &DocumentRow) -> Result<Reference, Stop> {
    let reading = archive.reading(document)?;
    Ok(Reference {
        id: document.id.clone(),
        title: crate::print::layout::clean(chancery_archive::title(&archive.text(document.number)?)),
        outlet: document.outlet.clone(),
        day: document.published.filter(|(from, to)| from == to).map(|(day, _)| day),
        url: document.url.clone(),
        digest: document.source.clone(),
        language: reading.source.language,
    })
}

fn csl(of: &Reference) -> Value {
    let mut item = json!({
        "id": of.id, "type": "article-newspaper", "title": of.title, "container-title": of.outlet,
        "issued": of.day.map(|day| json!({"date-parts": [[day.year, day.month, day.day]]})),
        "URL": of.url, "language": of.language, "archive_location": of.digest,
    });
    if let Some(item) = item.as_object_mut() {
        item.retain(|_, value| !value.is_null());
    }
    item
}

fn text(of: &Reference, style: Style) -> String {
    let month = |day: Date| MONTHS[usize::from(day.month.clamp(1, 12)) - 1];
    let outlet = of.outlet.as_deref();
    // Parts that are known, joined; one sentence ends with a full stop.
    let join = |parts: Vec<Option<String>>, between: &str| parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between);
    match style {
        Style::Chicago => {
            let title = if of.language.starts_with("zh") { format!("「{}」", of.title) } else { format!("“{}.”", of.title) };
            let day = of.day.map(|day| format!("{} {}, {}", month(day), day.day, day.year));
            join(vec![Some(title), outlet.map(str::to_owned), day, of.url.clone(), Some(of.digest.clone())], ", ") + ".\n"
        }
        Style::Apa => {
            let day = of.day.map_or_else(|| "n.d.".to_owned(), |day| format!("{}, {} {}", day.year, month(day), day.day));
            join(vec![Some(format!("{} ({day})", of.title)), outlet.map(str::to_owned), of.url.clone(), Some(of.digest.clone())], ". ") + "\n"
        }
        Style::Gb7714 => {
            let medium = if of.url.is_some() { "[N/OL]" } else { "[N]" };
            let day = of.day.map(|day| if of.url.is_some() { format!("({day})") } else { day.to_string() });
            let place = join(vec![outlet.map(str::to_owned), day], ", ");
            join(vec![Some(format!("{}{medium}", of.title)), Some(place), of.url.clone(), Some(of.digest.clone())], ". ") + ".\n"
        }
        Style::Bibtex => {
            let escape = |text: &str| {
                text.chars().fold(String::new(), |mut out, c| {
                    if "{}\\%&$#_".contains(c) {
                        out.push('\\');
                    }
                    out.push(c);
                    out
                })
            };
            let mut lines = vec![format!("  title = {{{}}}", escape(&of.title))];
            lines.extend(outlet.map(|outlet| format!("  journal = {{{}}}", escape(outlet))));
            lines.extend(of.day.map(|day| format!("  date = {{{day}}}")));
            lines.extend(of.url.as_ref().map(|url| format!("  url = {{{url}}}")));
            lines.push(format!("  note = {{{}}}", of.digest));
            lines.push("  entrysubtype = {newspaper}".to_owned());
            format!("@article{{{},\n{}\n}}\n", of.id, lines.join(",\n"))
        }
        Style::Ris => {
            let mut lines = vec!["TY  - NEWS".to_owned(), format!("TI  - {}", of.title)];
            lines.extend(outlet.map(|outlet| format!("T2  - {outlet}")));
            lines.extend(of.day.map(|day| format!("DA  - {:04}/{:02}/{:02}", day.year, day.month, day.day)));
            lines.extend(of.url.as_ref().map(|url| format!("UR  - {url}")));
            lines.push(format!("N1  - {}", of.digest));
            lines.push("ER  - ".to_owned());
            lines.join("\r\n") + "\r\n"
        }
        Style::Csl => String::new(),
    }
}
