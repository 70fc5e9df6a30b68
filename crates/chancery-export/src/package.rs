//! A Frictionless Data Package (version 2): all tables as CSV with their schema, a codebook and a citation file.
//!
//! In: a selection. Out: files. The schema is made from the columns, so the two cannot disagree; foreign keys say which id leads where.

use chancery_register::ExpiryHow;
use serde_json::{Map, Value, json};

use crate::cell::{Column, Kind};
use crate::selection::Selection;
use crate::tables::Table;
use crate::{Error, dates};

/// A foreign key: the table's column, the table that it leads to, and the column there.
const KEYS: &[(Table, &str, Table, &str)] = &[
    (Table::Reports, "document", Table::Documents, "id"),
    (Table::Evidence, "report", Table::Reports, "report"),
    (Table::Evidence, "document", Table::Documents, "id"),
    (Table::Steps, "instrument", Table::Instruments, "id"),
    (Table::Terms, "instrument", Table::Instruments, "id"),
    (Table::Designations, "relation", Table::Relations, "id"),
    (Table::Statements, "document", Table::Documents, "id"),
    (Table::Figures, "document", Table::Documents, "id"),
];

fn key(table: Table) -> Vec<&'static str> {
    match table {
        Table::Reports => vec!["report"],
        Table::Evidence => vec!["report", "number"],
        Table::Claims => vec!["record", "field", "value"],
        Table::Steps | Table::Terms => vec!["instrument", "number"],
        Table::Designations => vec!["relation", "number"],
        _ => vec!["id"],
    }
}

/// Codes of a column, where they are a closed list.
fn codes(table: Table, column: &str) -> Option<Vec<&'static str>> {
    use chancery_model::{EventKind, InstrumentAction, InstrumentType, Level, Part, Precision, RelationAction, Status, TermKind, Trend};
    fn all<T: Copy>(list: &[T], text: fn(T) -> &'static str) -> Option<Vec<&'static str>> {
        Some(list.iter().map(|one| text(*one)).collect())
    }
    match (table, column) {
        (Table::Events, "kind") => all(EventKind::ALL, EventKind::as_str),
        (Table::Events | Table::Reports, "status") => all(Status::ALL, Status::as_str),
        (Table::Events, "level") => all(Level::ALL, Level::as_str),
        (_, "date_precision" | "period_precision" | "expires_precision") => all(Precision::ALL, Precision::as_str),
        (_, "date_part") => all(Part::ALL, Part::as_str),
        (Table::Instruments, "expires_basis") => Some(ExpiryHow::ALL.iter().map(|how| how.as_str()).collect()),
        (Table::Instruments, "type") => all(InstrumentType::ALL, InstrumentType::as_str),
        (Table::Terms, "kind") => all(TermKind::ALL, TermKind::as_str),
        (Table::Steps, "action") => all(InstrumentAction::ALL, InstrumentAction::as_str),
        (Table::Designations, "action") => all(RelationAction::ALL, RelationAction::as_str),
        (Table::Figures, "trend") => all(Trend::ALL, Trend::as_str),
        _ => None,
    }
}

fn field(table: Table, column: &Column) -> Value {
    let mut field = Map::new();
    let kind = match column.kind {
        Kind::Text | Kind::List => "string",
        Kind::Whole => "integer",
        Kind::Real => "number",
        Kind::Flag => "boolean",
        Kind::Day => "date",
    };
    let about = match column.kind {
        Kind::List => format!("{}. Parts are separated by \"; \"; a semicolon or backslash within a part has a backslash before it.", column.about),
        _ => format!("{}.", column.about),
    };
    field.insert("name".into(), json!(column.name));
    field.insert("type".into(), json!(kind));
    field.insert("description".into(), json!(about));
    let mut constraints = Map::new();
    if key(table).contains(&column.name) && (table != Table::Claims) {
        constraints.insert("required".into(), json!(true));
    }
    if let Some(codes) = codes(table, column.name) {
        field.insert("categories".into(), json!(codes));
        constraints.insert("enum".into(), json!(codes));
    }
    if !constraints.is_empty() {
        field.insert("constraints".into(), Value::Object(constraints));
    }
    Value::Object(field)
}

/// `datapackage.json`: what each table holds, with counts and digests of its file.
pub(crate) fn description(selection: &Selection<'_>, files: &[(Table, usize, u64, String)]) -> Result<Value, Error> {
    let resource = |(table, rows, bytes, digest): &(Table, usize, u64, String)| {
        let table = *table;
        let mut schema = Map::new();
        schema.insert("$schema".into(), json!("https://datapackage.org/profiles/2.0/tableschema.json"));
        schema.insert("fields".into(), table.columns().iter().map(|column| field(table, column)).collect());
        schema.insert("missingValues".into(), json!([""]));
        if table != Table::Claims {
            schema.insert("primaryKey".into(), json!(key(table)));
        }
        let keys: Vec<Value> = KEYS
            .iter()
            .filter(|(of, ..)| *of == table)
            .map(|(_, column, to, there)| json!({"fields": [column], "reference": {"resource": to.name(), "fields": [there]}}))
            .collect();
        if !keys.is_empty() {
            schema.insert("foreignKeys".into(), Value::Array(keys));
        }
        json!({"name": table.name(), "type": "table", "path": format!("{}.csv", table.name()), "description": format!("{}.", table.about()), "scheme": "file",
            "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "rows": rows, "bytes": bytes, "hash": format!("sha256:{digest}"),
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true}, "schema": schema})
    };
    let mut package = Map::new();
    package.insert("$schema".into(), json!("https://datapackage.org/profiles/2.0/datapackage.json"));
    package.insert("name".into(), json!("chancery-export"));
    package.insert("title".into(), json!("A register of diplomatic events"));
    let about = "Records of an archive made by chancery: events with every report and its words. Counts of events and of reports are columns of their own; missing values are empty.";
    package.insert("description".into(), json!(about));
    if let Some(added) = selection.archive.last_added()? {
        package.insert("created".into(), json!(dates::instant(added)));
    }
    package.insert("contributors".into(), json!([{"title": "chancery", "roles": ["software"], "path": env!("CARGO_PKG_REPOSITORY")}]));
    package.insert("resources".into(), files.iter().map(resource).collect());
    Ok(Value::Object(package))
}

/// `CODEBOOK.md`: every table and column with its meaning, its codes, and how many rows there are.
pub(crate) fn codebook(selection: &Selection<'_>, files: &[(Table, usize, u64, String)]) -> Result<String, Error> {
    let mut out = String::from(
        "# Codebook\n\nEach table is a CSV file (RFC 4180, UTF-8). Missing is empty. Spans count Unicode code points. Dates are EDTF (ISO 8601-2 level 1).\n",
    );
    for engine in selection.archive.engines()? {
        out.push_str(&format!("\nRead by chancery {}, knowledge {}.\n", engine.version, engine.knowledge));
    }
    for (table, rows, ..) in files {
        out.push_str(&format!("\n## {}\n\n{}. {rows} rows.\n\n| column | type | meaning |\n|---|---|---|\n", table.name(), table.about()));
        for column in table.columns() {
            let kind = match column.kind {
                Kind::Text => "text",
                Kind::List => "list",
                Kind::Whole => "integer",
                Kind::Real => "number",
                Kind::Flag => "true or false",
                Kind::Day => "day",
            };
            let codes = codes(*table, column.name).map(|codes| format!(" ({})", codes.join(", "))).unwrap_or_default();
            out.push_str(&format!("| {} | {kind} | {}{codes} |\n", column.name, column.about));
        }
    }
    Ok(out)
}

/// `CITATION.cff`: how the data is cited.
pub(crate) fn citation(selection: &Selection<'_>, digest: &str) -> Result<String, Error> {
    let mut out = String::from("cff-version: 1.2.0\nmessage: Cite the data as below, and the documents that you rely on by documents.csv.\ntype: dataset\n");
    out.push_str("title: A register of diplomatic events\nauthors:\n  - name: chancery\n");
    if let Some(added) = selection.archive.last_added()? {
        out.push_str(&format!("date-released: \"{}\"\n", dates::instant(added).get(..10).unwrap_or_default()));
    }
    let version = selection.archive.engines()?.iter().map(|engine| engine.version.clone()).next_back().unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned());
    out.push_str(&format!("version: \"{version}\"\nidentifiers:\n  - type: other\n    value: \"sha256:{digest}\"\n    description: Digest of datapackage.json, which holds the digest of every table\n"));
    Ok(out)
}
