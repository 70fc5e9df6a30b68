//! Exports: lists and records in the formats of other tools, and references in the styles of those who cite.
//!
//! In: a format's name, a filter or an id. Out: a file that streams as `chancery-export` writes it; what a format cannot hold it leaves out.

use chancery_archive::Archive;
use chancery_export::{Format, Reference, Selection, Style, Table, reference, references, write};
use chancery_register::InstrumentRecord;
use maud::{Markup, html};

use crate::call::Call;
use crate::fault::Fault;
use crate::filter::filter;
use crate::reply::Reply;

/// Tables that may be named.
pub(crate) const TABLES: &[&str] =
    &["events", "reports", "evidence", "claims", "instruments", "steps", "relations", "designations", "statements", "figures", "persons", "documents"];

/// Styles that a page shows.
const STYLES: [(&str, Style); 4] = [("GB/T 7714", Style::Gb7714), ("Chicago", Style::Chicago), ("APA", Style::Apa), ("MLA", Style::Mla)];

fn fault(error: &chancery_export::Error) -> Fault {
    eprintln!("error: export: {error}");
    Fault::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "export", "the export could not be made; the server's log says why.")
}

/// A file.
pub(crate) fn export(call: &Call<'_>) -> Result<Reply, Fault> {
    let format = Format::parse(call.part(0)).ok_or_else(|| Fault::not_found(call.part(0)))?;
    let table = call.get("table").and_then(Table::parse);
    let id = call.get("id").map(str::to_owned);
    // What is not there is said before the file begins.
    if let Some(id) = &id {
        if id.starts_with("d-") { call.archive.document(id).map(drop)? } else { call.archive.whole(id).map(drop)? }
    }
    let filter = filter(call)?;
    let zip = format.is_bundle() && table.is_none();
    let (kind, ending) = if zip { ("application/zip", "zip") } else { (format.media_type(), format.suffix()) };
    let name = format!("chancery-{}.{ending}", table.map_or("records", Table::name));
    Ok(Reply::File {
        kind,
        name,
        write: Box::new(move |archive, out| {
            let mut selection = match id {
                Some(id) => Selection::records(archive, vec![id]),
                None => Selection::new(archive, filter),
            };
            selection.table = table;
            write(format, &selection, &mut Out(out)).map(|_| ()).map_err(|error| fault(&error))
        }),
    })
}

/// An output of unknown size as one that is known.
struct Out<'a>(&'a mut dyn std::io::Write);

impl std::io::Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// How to cite a document, in several styles, with files for those who collect references.
pub(crate) fn cite(archive: &Archive, id: &str) -> Markup {
    let mut found = None;
    // A page is not refused because it can't be cited in a style.
    let _ = references(&Selection::records(archive, vec![id.to_owned()]), |reference| {
        found.get_or_insert_with(|| reference.clone());
        Ok(())
    });
    citations(id, found.as_ref())
}

/// The same of an instrument.
pub(crate) fn cite_instrument(archive: &Archive, instrument: &InstrumentRecord) -> Markup {
    citations(&instrument.id, reference(archive, instrument).ok().as_ref())
}

fn citations(id: &str, reference: Option<&Reference>) -> Markup {
    let lines: Vec<(&str, String)> =
        reference.map_or_else(Vec::new, |reference| STYLES.iter().map(|(name, style)| (*name, reference.text(*style).trim().to_owned())).collect());
    let encoded = crate::route::encode(id);
    html! {
        dl.citations { @for (name, text) in &lines { dt { (name) } dd { bdi { (text) } } } }
        p.more { @for (format, label) in [("bibtex", "BibTeX"), ("ris", "RIS"), ("csl", "CSL-JSON")] { a href={ "/exports/" (format) "?id=" (encoded) } { (label) } " " } }
    }
}
