//! The page that is printed on: paragraphs with an indent, section titles, rows of aligned cells.

use super::layout::{Text, Tone};

/// Fewest columns for the text beside aligned cells.
const LEAST: usize = 22;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With escape sequences.
    pub color: bool,
    /// Columns to fill.
    pub width: usize,
    /// Quotations at full length.
    pub full: bool,
}

/// A cell of a row.
#[derive(Clone, Debug, Default)]
pub struct Cell(pub Text);

impl Cell {
    /// A cell of one tone.
    pub fn new(tone: Tone, text: &str) -> Cell {
        Cell(Text::new(tone, text))
    }
}

/// A row: narrow cells that are aligned with those of other rows, the text beside them, and paragraphs below that text.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Aligned cells.
    pub cells: Vec<Cell>,
    /// What stands beside them.
    pub text: Text,
    /// Paragraphs below the text, each with the most lines that it may take.
    pub below: Vec<(Text, Option<usize>)>,
}

/// Lines under construction.
#[derive(Debug)]
pub struct Page {
    look: Look,
    out: String,
}

impl Page {
    /// An empty page.
    pub fn new(look: Look) -> Page {
        Page { look, out: String::new() }
    }

    /// The lines.
    pub fn finish(self) -> String {
        self.out
    }

    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// The most lines of a quotation that is folded at so many.
    pub fn quote_lines(&self, most: usize) -> Option<usize> {
        (!self.look.full).then_some(most)
    }

    /// An empty line, unless the page is empty.
    pub fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// A paragraph; nothing for an empty text.
    pub fn paragraph(&mut self, indent: usize, text: Text, most: Option<usize>) {
        for line in text.wrap(self.look.width.saturating_sub(indent), most) {
            self.line(indent, &line);
        }
    }

    /// A paragraph with ^ under the characters that are marked.
    pub fn underlined(&mut self, indent: usize, text: &Text) {
        for line in text.wrap(self.look.width.saturating_sub(indent), None) {
            self.line(indent, &line);
            self.line(indent, &line.carets());
        }
    }

    /// A line across the page with a word in it.
    pub fn rule(&mut self, word: &str) {
        let mut line = Text::new(Tone::Faint, "──").with(Tone::Kind, &format!(" {word} "));
        let rest = self.look.width.saturating_sub(line.width());
        line.push(Tone::Faint, &"─".repeat(rest));
        self.line(0, &line);
    }

    /// The title of a section.
    pub fn title(&mut self, word: &str) {
        self.gap();
        self.line(0, &Text::new(Tone::Strong, word));
    }

    /// Rows with their cells aligned, and with those of `others`. What stands below a row begins under its second cell. Where
    /// the cells leave little room, the text stands below them too.
    pub fn rows(&mut self, rows: &[Row], others: &[Row]) {
        let all = || rows.iter().chain(others);
        let columns = all().map(|row| row.cells.len()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(|at| all().filter_map(|row| row.cells.get(at)).map(|cell| cell.0.width()).max().unwrap_or(0)).collect();
        let beside = 2 + widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum::<usize>();
        let narrow = beside + LEAST > self.look.width;
        let below = if widths.len() > 1 { 4 + widths.first().copied().unwrap_or(0).min(8) } else { beside.min(8) };
        for row in rows {
            let mut head = Text::default();
            for (at, (cell, width)) in row.cells.iter().zip(&widths).filter(|(_, width)| **width > 0).enumerate() {
                head.join(cell.0.clone());
                let filled = if narrow && at > 0 { 0 } else { width - cell.0.width() };
                (0..filled + 2).for_each(|_| head.space());
            }
            let indent = if narrow { below } else { beside };
            let lines = row.text.wrap(self.look.width.saturating_sub(indent), None);
            let mut lines = lines.iter();
            if narrow {
                let head = head.trimmed();
                head.wrap(self.look.width.saturating_sub(2), None).iter().for_each(|line| self.line(2, line));
            } else {
                if let Some(first) = lines.next() {
                    head.join(first.clone());
                }
                self.line(2, &head);
            }
            lines.for_each(|line| self.line(indent, line));
            for (text, most) in &row.below {
                self.paragraph(below, text.clone(), *most);
            }
        }
    }

    /// A line as it is, without spaces at its end; nothing for an empty one.
    pub fn line(&mut self, indent: usize, text: &Text) {
        let text = text.clone().trimmed();
        if text.is_empty() {
            return;
        }
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(&text.paint(self.look.color));
        self.out.push('\n');
    }
}
