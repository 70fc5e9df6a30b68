//! The reading order of a page: columns, lines, paragraphs.
//!
//! In: words with their places. Out: text, one line for each line, an empty line between paragraphs. Rows that keep the same gap open are
//! columns and are read one after the other; a line across them ends them. Running heads and page numbers are left out. What belongs
//! together is told by distance and indentation, and left to intake where a page or column breaks a sentence.

use std::collections::BTreeMap;

/// A word and its place, in points from the top left.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
    pub text: String,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub height: f32,
    pub words: Vec<Word>,
}

impl Word {
    fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// How many rows a page may have to be looked at for columns.
const ROWS: usize = 1500;
/// How many columns may be found within one another.
const LEVELS: usize = 4;
/// How many rows must stand on each side of a gap.
const SUPPORT: usize = 3;

/// One printed line.
#[derive(Clone, Debug)]
struct Line {
    left: f32,
    top: f32,
    bottom: f32,
    text: String,
    /// Begins a new column or band.
    fresh: bool,
}

/// The text of all pages.
pub(super) fn text(pages: &[Page]) -> String {
    let mut pages: Vec<(f32, Vec<Line>)> = pages.iter().map(|page| (page.height, lines(&page.words))).collect();
    drop_running(&mut pages);
    let mut text = String::new();
    for (_, lines) in &pages {
        let mut from = 0;
        while from < lines.len() {
            let to = (from + 1..lines.len()).find(|at| lines[*at].fresh).unwrap_or(lines.len());
            column(&lines[from..to], &mut text);
            from = to;
        }
    }
    text
}

/// Adds the lines of one column with the breaks between its paragraphs.
fn column(lines: &[Line], text: &mut String) {
    let margin = usual(lines.iter().map(|line| line.left)).unwrap_or(0.0);
    let pitch = usual(lines.windows(2).map(|pair| pair[1].top - pair[0].top)).unwrap_or(0.0);
    for (at, line) in lines.iter().enumerate() {
        let height = line.bottom - line.top;
        let gap = if at == 0 {
            // A sentence that a page or column breaks goes on.
            let ended = text.trim_end().ends_with(['。', '！', '？', '.', '!', '?', '」', '”', '：', ':']);
            if text.is_empty() {
                ""
            } else if ended || line.left > margin + 0.9 * height {
                "\n\n"
            } else {
                "\n"
            }
        } else {
            let before = &lines[at - 1];
            let before_height = before.bottom - before.top;
            let apart = line.top - before.top > 1.45 * pitch.max(height.min(before_height));
            let indented = line.left > margin + 0.9 * height && line.left < margin + 6.0 * height && before.left < line.left - 0.5 * height;
            let other_size = (height - before_height).abs() > 0.25 * height.min(before_height);
            if apart || indented || other_size { "\n\n" } else { "\n" }
        };
        text.push_str(gap);
        text.push_str(&line.text);
    }
}

/// The most usual value, to two points.
fn usual(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut counts: BTreeMap<i32, (usize, f32)> = BTreeMap::new();
    for value in values {
        let slot = counts.entry((value / 2.0).round() as i32).or_insert((0, value));
        slot.0 += 1;
    }
    counts.into_values().max_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1))).map(|(_, value)| value)
}

/// The lines of a page in reading order.
fn lines(words: &[Word]) -> Vec<Line> {
    let mut order: Vec<&Word> = words.iter().collect();
    order.sort_by(|a, b| (a.top + a.bottom).total_cmp(&(b.top + b.bottom)).then(a.left.total_cmp(&b.left)));
    let mut lines = Vec::new();
    blocks(order, 0, &mut lines);
    lines
}

/// Words that stand on one height.
type Row<'a> = Vec<&'a Word>;

fn rows(words: Vec<&Word>) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut span = (0.0f32, 0.0f32);
    for word in words {
        let overlap = word.bottom.min(span.1) - word.top.max(span.0);
        let joins = overlap > 0.5 * word.height().min(span.1 - span.0);
        match rows.last_mut().filter(|_| joins) {
            Some(row) => row.push(word),
            None => {
                span = (word.top, word.bottom);
                rows.push(vec![word]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

/// Cuts words into columns where there are any, and adds the lines.
fn blocks(words: Vec<&Word>, level: usize, lines: &mut Vec<Line>) {
    let size = usual(words.iter().map(|word| word.height())).unwrap_or(10.0).max(1.0);
    let rows = rows(words);
    let look = level < LEVELS && rows.len() <= ROWS;
    let mut fresh = true;
    let mut at = 0;
    while at < rows.len() {
        let found = if look { gutter(&rows[at..], size) } else { None };
        let Some((length, middle)) = found else {
            lines.push(Line { fresh, ..line(&rows[at]) });
            fresh = false;
            at += 1;
            continue;
        };
        let (left, right): (Vec<&Word>, Vec<&Word>) = rows[at..at + length].iter().flatten().copied().partition(|word| word.right <= middle);
        blocks(left, level + 1, lines);
        blocks(right, level + 1, lines);
        fresh = true;
        at += length;
    }
}

/// How many of the first rows keep a gap open between two columns, and where it is.
fn gutter(rows: &[Row<'_>], size: f32) -> Option<(usize, f32)> {
    let least = 0.8 * size;
    let mut free = gaps(&rows[0], least);
    let (mut left, mut right) = extent(&rows[0]);
    let mut best: Option<(usize, f32)> = None;
    for (at, row) in rows.iter().enumerate().skip(1) {
        let (row_left, row_right) = extent(row);
        (left, right) = (left.min(row_left), right.max(row_right));
        free = common(&free, &gaps(row, least), least);
        let inner = free.iter().filter(|gap| gap.0 > left && gap.1 < right).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
        match inner {
            Some(gap) => best = Some((at + 1, (gap.0 + gap.1) / 2.0)),
            None if best.is_some() || at >= 2 => break,
            None => {}
        }
    }
    let (length, middle) = best?;
    let side = |keep: &dyn Fn(&Word) -> bool| {
        let mut widths: Vec<f32> = rows[..length]
            .iter()
            .filter_map(|row| {
                let mut own = row.iter().filter(|word| keep(word)).peekable();
                own.peek()?;
                let (left, right) = own.fold((f32::MAX, f32::MIN), |(left, right), word| (left.min(word.left), right.max(word.right)));
                Some(right - left)
            })
            .collect();
        widths.sort_by(f32::total_cmp);
        widths.len() >= SUPPORT && widths[widths.len() / 2] >= 5.0 * size
    };
    // Short cells on one side are a table or a list of contents, which is read across.
    (side(&|word| word.right <= middle) && side(&|word| word.right > middle)).then_some((length, middle))
}

fn extent(row: &Row<'_>) -> (f32, f32) {
    row.iter().fold((f32::MAX, f32::MIN), |(left, right), word| (left.min(word.left), right.max(word.right)))
}

/// The stretches of a row without words, those at its sides included.
fn gaps(row: &Row<'_>, least: f32) -> Vec<(f32, f32)> {
    let mut gaps = Vec::new();
    let mut from = f32::MIN;
    for word in row {
        if word.left - from >= least {
            gaps.push((from, word.left));
        }
        from = from.max(word.right);
    }
    gaps.push((from, f32::MAX));
    gaps
}

fn common(one: &[(f32, f32)], other: &[(f32, f32)], least: f32) -> Vec<(f32, f32)> {
    let (mut found, mut i, mut j) = (Vec::new(), 0, 0);
    while i < one.len() && j < other.len() {
        let (from, to) = (one[i].0.max(other[j].0), one[i].1.min(other[j].1));
        if to - from >= least {
            found.push((from, to));
        }
        if one[i].1 < other[j].1 { i += 1 } else { j += 1 }
    }
    found
}

/// The words of a row as a line; a space between them unless both are Chinese and stand close.
fn line(row: &Row<'_>) -> Line {
    let mut text = String::new();
    let mut right = 0.0f32;
    for word in row {
        if let (Some(last), Some(first)) = (text.chars().next_back(), word.text.chars().next()) {
            let close = word.left - right < 0.6 * word.height();
            if !(close && is_wide(last) && is_wide(first)) {
                text.push(' ');
            }
        }
        text.push_str(&word.text);
        right = word.right;
    }
    let top = row.iter().map(|word| word.top).fold(f32::MAX, f32::min);
    let bottom = row.iter().map(|word| word.bottom).fold(f32::MIN, f32::max);
    Line { left: extent(row).0, top, bottom, text, fresh: false }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’')
}

/// Leaves out page numbers, and lines at the edges of pages that come back on many of them.
fn drop_running(pages: &mut [(f32, Vec<Line>)]) {
    let count = pages.len();
    let plain = |line: &Line| line.text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let edge = |height: f32, line: &Line| line.top < 0.1 * height || line.bottom > 0.9 * height;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (height, lines) in pages.iter() {
        let mut own: Vec<String> = lines.iter().filter(|line| edge(*height, line)).map(plain).filter(|text| !text.is_empty()).collect();
        own.sort();
        own.dedup();
        for text in own {
            *seen.entry(text).or_default() += 1;
        }
    }
    for (height, lines) in pages.iter_mut() {
        let height = *height;
        lines.retain(|line| {
            let text = plain(line);
            let number = text.is_empty() && line.text.chars().any(|c| c.is_ascii_digit()) && line.text.chars().count() <= 12;
            let running = seen.get(&text).is_some_and(|times| *times >= 3 && *times * 5 >= count * 2);
            !(edge(height, line) && (number || running))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(left: f32, top: f32, text: &str) -> Word {
        let width: f32 = text.chars().map(|c| if c.is_ascii() { 5.0 } else { 10.0 }).sum();
        Word { left, top, right: left + width, bottom: top + 10.0, text: text.to_owned() }
    }

    fn read(words: Vec<Word>) -> String {
        text(&[Page { height: 800.0, words }])
    }

    #[test]
    fn columns_under_a_title_are_read_one_after_the_other() {
        let mut words = vec![Word { bottom: 118.0, ..word(150.0, 100.0, "兩國外長在日內瓦會談的題目") }];
        for row in 0..4 {
            words.push(word(50.0, 140.0 + 15.0 * row as f32, &format!("左欄第{row}行一二三四五")));
            words.push(word(250.0, 146.0 + 15.0 * row as f32, &format!("右欄第{row}行一二三四五")));
        }
        words.push(word(50.0, 260.0, "横贯两栏的一行文字横贯两栏的一行文字横贯两栏的一行文字"));
        let order: Vec<String> = read(words).lines().filter(|line| !line.is_empty()).map(|line| line.chars().take(4).collect()).collect();
        assert_eq!(order, ["兩國外長", "左欄第0", "左欄第1", "左欄第2", "左欄第3", "右欄第0", "右欄第1", "右欄第2", "右欄第3", "横贯两栏"]);
    }

    #[test]
    fn a_table_is_read_across() {
        let words =
            (0..5).flat_map(|row| [word(50.0, 100.0 + 15.0 * row as f32, "某某部長訪問鄰國"), word(300.0, 100.0 + 15.0 * row as f32, &format!("5月{row}日"))]);
        assert!(read(words.collect()).starts_with("某某部長訪問鄰國 5月0日\n"));
    }

    #[test]
    fn indented_lines_and_wide_gaps_begin_paragraphs() {
        let words = vec![
            word(70.0, 100.0, "第一段第一行文字一二三四"),
            word(50.0, 115.0, "第一段第二行文字一二三四五六"),
            word(70.0, 130.0, "第二段第一行文字一二三四"),
            word(50.0, 145.0, "第二段第二行文字一二三四五六"),
            word(50.0, 190.0, "远处的一行"),
        ];
        assert_eq!(read(words).split("\n\n").count(), 3);
    }

    #[test]
    fn page_numbers_and_running_heads_go() {
        let page = |number: usize| Page {
            height: 800.0,
            words: vec![word(200.0, 30.0, "某某公報"), word(50.0, 300.0, &format!("第{number}頁的正文。")), word(290.0, 770.0, &format!("— {number} —"))],
        };
        assert_eq!(text(&[page(1), page(2), page(3)]), "第1頁的正文。\n\n第2頁的正文。\n\n第3頁的正文。");
    }
}
