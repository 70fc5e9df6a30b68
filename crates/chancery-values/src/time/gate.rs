//! Whether a time can begin at a place: a few looks instead of a parse. Never denies what the parser would read.
//! In: a place. Out: yes or no. What it costs to say no is what the scan costs, for few places begin a time.

use super::words::{Word, tables};
use crate::begins::{Begins, PLAIN_TIME, TIME};
use crate::number::begins;
use crate::scan::Text;

/// How far a number is followed; longer ones are left to the parser.
const LONGEST: usize = 24;

/// Whether a time may begin at `at`.
#[inline]
pub(crate) fn may_begin(begin: &Begins, text: Text<'_>, at: usize) -> bool {
    let c = text.at(at);
    begin.any(c, PLAIN_TIME) && without_word(begin, text, at, c) || word(text, at).is_some_and(|(end, word)| word != Word::Stop && goes_on(text, end, word))
}

/// The word of the lexicon at a place and the place after it.
#[inline]
fn word(text: Text<'_>, at: usize) -> Option<(usize, Word)> {
    tables().words.longest(text.0, at).map(|(length, word)| (at + length, *word))
}

/// Whether a word may be a time by what follows it: 上 and 近 want a number, 周 a day of the week.
fn goes_on(text: Text<'_>, end: usize, word: Word) -> bool {
    match word {
        Word::Window(_) => {
            let linked = end + usize::from(matches!(text.at(end), '的' | '这'));
            let linked = linked + usize::from(matches!(text.at(linked), '近' | '约'));
            let number = |at: usize| begins(text.at(at)) || matches!(text.at(at), '几' | '数' | '半' | 'o');
            number(text.skip_spaces(end)) || number(text.skip_spaces(linked))
        }
        Word::WeekdayPrefix => matches!(text.at(end), '一' | '二' | '三' | '四' | '五' | '六' | '日' | '天' | '末'),
        _ => true,
    }
}

/// Whether a time may begin here that is no word of the lexicon, with a character that it may begin with.
fn without_word(begin: &Begins, text: Text<'_>, at: usize, c: char) -> bool {
    let next = text.at(at + 1);
    match c {
        '几' | '数' | '半' => unit_may_follow(text, at + 1),
        '自' | '从' | '由' | '截' | '迄' => {
            let longer = matches!(next, '从' | '止' | '至');
            let length = longer.then_some(at).and_then(|at| text.one_of(at, &["自从", "截止到", "截至到", "截止至", "截止", "截至"])).unwrap_or(1);
            since(begin, text, text.skip_spaces(at + length))
        }
        '前' | '昨' | '今' | '明' | '后' => matches!(next, '(' | '昨' | '今' | '明' | '后') || tables().bare_day(text, at).is_some(),
        '正' | '腊' | '冬' => next == '月',
        '农' => next == '历',
        '第' => (at + 1..at + LONGEST).find(|end| !begins(text.at(*end))).is_none_or(|end| text.at(end) == '季'),
        '首' => false,
        _ if begins(c) => {
            let end = (at + 1..at + LONGEST).find(|end| !runs_on(text.at(*end)));
            end.is_none_or(|end| unit_may_follow(text, end))
        }
        _ => true,
    }
}

/// Whether a moment may begin behind 自 or 截至.
fn since(begin: &Begins, text: Text<'_>, at: usize) -> bool {
    let c = text.at(at);
    let again = matches!(c, '自' | '从' | '由' | '截' | '迄');
    begin.any(c, TIME)
        && (again || begin.any(c, PLAIN_TIME) && without_word(begin, text, at, c) || word(text, at).is_some_and(|(end, word)| goes_on(text, end, word)))
}

/// Characters of which numbers consist.
fn runs_on(c: char) -> bool {
    begins(c) || matches!(c, '万' | '亿' | '兆' | 'o')
}

/// Whether what stands behind a number can make it a time: a unit, the second end of a range, a separator.
fn unit_may_follow(text: Text<'_>, at: usize) -> bool {
    match text.at(at) {
        '年' | '月' | '日' | '号' | '天' | '点' | '时' | '分' | '秒' | '周' | '星' | '礼' | '小' | '钟' | '昼' | '季' | '世' | '载' => true,
        '至' | '到' | '和' | '及' | '与' | '、' | '-' | '~' | '—' | '/' | '.' | ':' | ' ' | '余' | '多' | '几' | '来' | '半' => true,
        ',' => text.at(at + 1).is_ascii_digit(),
        'a' | 'p' => true,
        '财' | '学' => matches!(text.at(at + 1), '年' | '政'),
        // 一个多月, 三个小时
        '个' => matches!(text.at(at + 1), '月' | '小' | '星' | '礼' | '季' | '世' | '钟' | '周' | '年' | '天' | '昼' | '秒' | '分' | '多' | '半' | ' '),
        _ => false,
    }
}
