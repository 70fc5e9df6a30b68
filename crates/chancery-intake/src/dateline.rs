//! The phrase that opens a report: 【某報訊】, 某社某地5月20日電, （某社記者方未某地20日專電）, GENEVA, March 4 (Agency) --.
//!
//! In: the first characters of a paragraph, folded. Out: how far the phrase reaches and the full date in it, or none. A phrase
//! that only cites (據某社電) is none, nor a word that begins alike (20日電影節). Which article it belongs to is left to `roles`.

use chancery_model::Date;
use chancery_text::Span;

use crate::calendar;
use crate::face::{trim, trim_end};
use crate::glyph::{is_break, is_invisible};
use crate::lines::Sheet;
use crate::words::words;

/// How far the phrase may reach, in characters.
const OPENING: usize = 48;
/// The longest name of an outlet with its place and closing word.
const OUTLET: usize = 20;
/// The longest name of a place.
const PLACE: usize = 8;

/// The phrase that opens a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// How many characters it has that show, its brackets included.
    pub length: usize,
    /// The full date in it.
    pub date: Option<Date>,
}

impl Dateline {
    /// Where it stands in the stored text, as the beginning of a paragraph's pieces.
    pub fn span(self, pieces: &[Span], sheet: &Sheet<'_>) -> Option<Span> {
        let shown = |at: &usize| !is_invisible(sheet.folded[*at]) && !is_break(sheet.folded[*at]);
        let last = pieces.iter().flat_map(|piece| piece.range()).filter(shown).nth(self.length.checked_sub(1)?)?;
        Some(Span::new(pieces.first()?.start as usize, last + 1))
    }
}

/// The dateline that a folded text opens with.
pub(crate) fn dateline(head: &[char]) -> Option<Dateline> {
    let opening = &head[..head.len().min(OPENING)];
    let close = match opening.first()? {
        '【' => Some('】'),
        '(' => Some(')'),
        '〔' => Some('〕'),
        '[' => Some(']'),
        _ => None,
    };
    if let Some(end) = close.and_then(|close| opening.iter().position(|c| *c == close)) {
        let inner = &opening[1..end];
        let report = words().dateline_open.ends(inner) && !words().dateline_other.ends(inner) && !inner.contains(&'。');
        return report.then(|| Dateline { length: end + 1, date: full_date(inner) });
    }
    with_day(opening).or_else(|| of_outlet(opening)).or_else(|| english(opening))
}

fn full_date(text: &[char]) -> Option<Date> {
    calendar::dates(text).first().map(|found| found.date)
}

/// 某社某地5月20日電.
fn with_day(opening: &[char]) -> Option<Dateline> {
    let sentence = opening.iter().position(|c| matches!(c, '。' | ',' | ';' | ':' | '、')).unwrap_or(opening.len());
    let words = words();
    if opening[0].is_ascii_digit() || words.dateline_clock.starts(opening) {
        return None;
    }
    opening[..sentence].windows(2).enumerate().filter(|(_, pair)| pair[0].is_ascii_digit() && pair[1] == '日').find_map(|(at, _)| {
        let day = at + 2;
        let length = day + words.dateline_close.start(&opening[day..sentence])?.len();
        let apart = opening.get(length).is_none_or(|c| !c.is_alphanumeric()) && !words.dateline_cites.within(&opening[..day]);
        apart.then(|| Dateline { length, date: full_date(&opening[..day]) })
    })
}

/// 某報訊 or 某社某地電, set off by a space, a colon or a bracket.
fn of_outlet(opening: &[char]) -> Option<Dateline> {
    let length = opening.iter().take(OUTLET + 1).position(|c| matches!(c, ' ' | ':' | '(' | '〔' | '['))?;
    let (phrase, words) = (&opening[..length], words());
    if words.dateline_cited.starts(phrase) || words.dateline_other.ends(phrase) || !phrase.iter().all(|c| c.is_alphanumeric() || *c == '·') {
        return None;
    }
    let outlet = |name: &[char]| name.len() > 1 && words.dateline_outlet.ends(name);
    let bare = words.dateline_bare.iter().filter_map(|word| phrase.strip_suffix(word)).any(outlet);
    let wired = |before: &[char]| outlet(before) || (2..=PLACE.min(before.len())).any(|place| outlet(&before[..before.len() - place]));
    // A title may end its first part in one character: 社區斷電 居民不滿.
    let closes = |word: &&[char]| word.len() > 1 || opening[length] != ' ';
    let found = bare || words.dateline_wire.iter().filter(closes).filter_map(|word| phrase.strip_suffix(word)).any(wired);
    found.then_some(Dateline { length, date: None })
}

/// GENEVA, March 4, 2026 (Agency) --, with a date or an agency that is known.
fn english(opening: &[char]) -> Option<Dateline> {
    let dash = |at: &usize| matches!(opening[*at..], ['—', ..] | ['-', '-', ..] | [' ', '-', ' ', ..]);
    let ascii = opening.iter().position(|c| !c.is_ascii()).unwrap_or(opening.len());
    let end = (0..opening.len().min(ascii + 1)).find(dash)?;
    let phrase = trim_end(&opening[..end], char::is_whitespace);
    let (before, agency) = match phrase.strip_suffix(&[')']) {
        Some(inner) => {
            let open = inner.iter().rposition(|c| *c == '(')?;
            (trim_end(&phrase[..open], char::is_whitespace), words().dateline_agency.holds(&inner[open + 1..]))
        }
        None => (phrase, false),
    };
    let day = (0..before.len()).find_map(|at| Some((at, calendar::day_of_month(before, at)?)));
    let (place, date) = match day {
        Some((at, after)) => {
            let full = calendar::first_date(before, at).filter(|found| found.start == at);
            let after = full.map_or(after, |found| found.end);
            if !trim(&before[after..], |c| matches!(c, '.' | ',' | ' ')).is_empty() {
                return None;
            }
            let place = trim_end(&before[..at], char::is_whitespace);
            if !agency && !place.is_empty() && place.last() != Some(&',') {
                return None;
            }
            (place, full.map(|found| found.date))
        }
        None if agency => (before, None),
        None => return None,
    };
    let named = place.iter().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | ',' | '.' | '-' | '\'' | '/')) && place.len() <= 40;
    let stated = date.is_some() || place.iter().filter(|c| c.is_ascii_alphabetic()).take(2).count() == 2;
    (named && stated).then_some(Dateline { length: phrase.len(), date })
}

#[cfg(test)]
mod tests {
    use chancery_text::fold;

    use super::dateline;

    fn read(text: &str) -> Option<String> {
        let folded: Vec<char> = text.chars().map(fold).collect();
        dateline(&folded).map(|found| text.chars().take(found.length).collect())
    }

    #[test]
    fn phrases_that_open_reports_are_found_to_their_end() {
        for (phrase, rest) in [
            ("【某某報訊】", "兩國外長會面。"),
            ("（某社記者方未日內瓦20日專電）", "兩國外長會面。"),
            ("〔記者方未／台北報導〕", "兩國外長會面。"),
            ("某某社日内瓦5月20日电", "（记者方未）两国外长会面。"),
            ("某某社日內瓦5月20日電", " 兩國外長會面。"),
            ("某某社日内瓦电", "（记者方未）两国外长会面。"),
            ("本報日內瓦專電", "\u{3000}兩國外長會面。"),
            ("本报讯", "（记者 方未）两国外长会面。"),
            ("某某网消息", "（新闻某某）：两国外长会面。"),
            ("本台消息", "：两国外长会面。"),
            ("GENEVA, March 4, 2026 (Example News)", " -- The ministers met."),
            ("GENEVA, March 4 (Example News)", " — The ministers met."),
            ("WASHINGTON (AP)", " — The ministers met."),
        ] {
            assert_eq!(read(&format!("{phrase}{rest}")).as_deref(), Some(phrase));
        }
    }

    #[test]
    fn what_only_looks_alike_is_none() {
        for text in [
            "兩國將於5月20日電影節期間會面。",
            "據某某社電（記者方未），兩國外長會面。",
            "本報記者致電：兩國外長會面。",
            "5月20日電（方未）兩國外長會面。",
            "消息：兩國外長會面。",
            "某公司水力發電（三期）今天動工。",
            "某報社社區斷電 居民不滿",
            "【口岸系列報導】兩國外長會面。",
            "報道引述某某社4日消息，兩國外長會面。",
            "北京時間11月4日消息，兩國外長會面。",
            "On March 4 — a Monday — the ministers met.",
            "（見圖）兩國外長會面。",
            "The talks (held in May) — the first in years — ended.",
            "The two ministers met on March 4 in Geneva — their first talks.",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
