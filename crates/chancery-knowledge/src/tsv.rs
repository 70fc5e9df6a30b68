//! Tab-separated tables with a header line. In: the text of a file. Out: rows that know their line.

use crate::{Diagnostic, Severity};

/// One row; cells by column name.
pub(crate) struct Row<'a> {
    pub line: u32,
    text: &'a str,
    header: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cell of a column, trimmed; empty where the table has no such column.
    pub fn cell(&self, column: &str) -> &'a str {
        self.header.iter().position(|name| *name == column).and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }

    /// Column, from 1 and in characters, of a piece of one of the row's cells.
    pub fn column(&self, piece: &str) -> u32 {
        let offset = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.text.get(..offset).map_or(0, |before| before.chars().count()) as u32 + 1
    }

    /// Column at which a cell starts or, where the row is too short for it, at which the row ends.
    pub fn column_of(&self, column: &str) -> u32 {
        let cell = self.header.iter().position(|name| *name == column).and_then(|at| self.cells.get(at));
        cell.map_or(self.text.chars().count() as u32 + 1, |cell| self.column(cell))
    }

    /// The alternatives of a cell.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cell(column).split('|').map(str::trim).filter(|form| !form.is_empty())
    }
}

/// Reads a table and hands every row to `each`. Wrong shapes become diagnostics.
pub(crate) fn read(file: &str, text: &str, required: &[&str], found: &mut Vec<Diagnostic>, mut each: impl FnMut(&Row<'_>, &mut Vec<Diagnostic>)) {
    let mut lines = (1u32..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let report = |found: &mut Vec<Diagnostic>, line, code, message: String, hint: &str| {
        found.push(Diagnostic { file: file.into(), line, column: 1, severity: Severity::Error, code, message, hint: hint.into() });
    };
    let Some((line, head)) = lines.next() else {
        report(found, 1, "empty-table", "expected a header line, found nothing".into(), "add the header line that README.md of this folder gives");
        return;
    };
    let header: Vec<&str> = head.split('\t').map(str::trim).collect();
    for column in required {
        if !header.contains(column) {
            report(found, line, "missing-column", format!("expected a column {column:?}, found {header:?}"), "copy the header from the README of this folder");
            return;
        }
    }
    for (line, text) in lines {
        let cells: Vec<&str> = text.split('\t').collect();
        if cells.len() > header.len() {
            report(found, line, "too-many-cells", format!("expected {} cells, found {}", header.len(), cells.len()), "remove the extra tab");
            continue;
        }
        each(&Row { line, text, header: &header, cells }, found);
    }
}
