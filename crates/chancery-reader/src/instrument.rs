//! Instruments: titles in 《》 and descriptive names (建交聯合公報, 聯大第2758號決議, 關於…的聯合聲明).
//!
//! In: the items of all sections. Out: instruments, each once per document, with their mentions. What happens to them is
//! told by events; a descriptive name becomes a record only where an event or a title bears it out (see `assembly`).

use chancery_knowledge::{Knowledge, MarkerKind};
use chancery_model::InstrumentType;
use chancery_text::{Span, is_alphanumeric};

use crate::cast::Who;
use crate::clause::Syntax;
use crate::lists::WordSet;
use crate::passage::touches;
use crate::phrase::{ItemKind, TitleSpan};
use crate::scan::ListHit;

/// An instrument of the document.
#[derive(Clone, Debug)]
pub(crate) struct InstrumentDraft {
    /// Folded title, for identity.
    pub key: Vec<char>,
    pub title: Span,
    pub kind: InstrumentType,
    pub titled: bool,
    pub parties: Vec<Who>,
    pub mentions: Vec<Span>,
}

/// A mention in order of place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InstrumentMention {
    pub span: Span,
    pub instrument: u32,
}

/// All instruments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Instruments {
    pub drafts: Vec<InstrumentDraft>,
    mentions: Vec<InstrumentMention>,
    /// How many of the mentions are in order of place.
    sorted: usize,
}

/// Words that end the name of an instrument, longest first, with its type.
#[derive(Clone, Debug)]
pub(crate) struct InstrumentWords {
    words: WordSet,
    /// By word.
    kinds: Vec<InstrumentType>,
    modifiers: WordSet,
    known: WordSet,
    /// Periodicals and reports whose names end like those of instruments (聯邦公報).
    gazettes: WordSet,
}

impl InstrumentWords {
    pub fn new(knowledge: &Knowledge) -> InstrumentWords {
        let mut words: Vec<(String, InstrumentType)> = Vec::new();
        for kind in InstrumentType::ALL {
            words.extend(knowledge.list(&format!("type_{kind}")).iter().filter(|word| !word.is_empty()).map(|word| (word.clone(), *kind)));
        }
        words.sort_by_cached_key(|(word, _)| (std::cmp::Reverse(word.chars().count()), word.clone()));
        let (words, kinds): (Vec<String>, Vec<InstrumentType>) = words.into_iter().unzip();
        let list = |name: &str| WordSet::longest_first(knowledge, name);
        InstrumentWords {
            words: WordSet::new(&knowledge.lexicon, &words),
            kinds,
            modifiers: list("instrument_modifiers"),
            known: list("known_instruments"),
            gazettes: list("gazettes"),
        }
    }

    /// The type that a title's last words give it; titles may end in a bracket: …協定(草案).
    pub fn kind(&self, title: &[char]) -> Option<InstrumentType> {
        self.words.number_at_end(title).map(|at| self.kinds[at])
    }

    /// The type that the words behind a title give it.
    fn kind_behind(&self, behind: &[char]) -> Option<InstrumentType> {
        const SHORTEST: usize = 3;
        self.words.number_at_start(behind, SHORTEST).map(|at| self.kinds[at])
    }

    /// The length of the word that ends a title and tells its type.
    pub fn length(&self, title: &[char]) -> Option<usize> {
        self.words.at_end(title).map(<[char]>::len)
    }
}

impl Instruments {
    /// Takes a title in 《》 whose last words name an instrument.
    pub fn add_title(&mut self, words: &InstrumentWords, folded: &[char], title: &TitleSpan) {
        let chars = &folded[title.inner.range()];
        // 《戴維營精神》聯合聲明: what stands behind the title says what it is.
        let behind = &folded[(title.inner.end as usize + 1).min(folded.len())..folded.len().min(title.inner.end as usize + 1 + LONGEST_TYPE)];
        if let Some(kind) = words.kind(chars).or_else(|| words.kind_behind(behind)).filter(|_| !words.gazettes.ends(chars)) {
            self.add(chars.iter().copied().filter(|c| *c != ' ').collect(), title.inner, kind, true, title.members.clone());
        }
    }

    fn add(&mut self, key: Vec<char>, span: Span, kind: InstrumentType, titled: bool, parties: Vec<Who>) -> u32 {
        // 發表聯合聲明，當中重申《中英聯合聲明》: the bare word does not mean what is named only later.
        let bare = !titled && key.len() <= 4;
        let found = self.drafts.iter().take(512).position(|draft| {
            if bare && !draft.parties.is_empty() && !draft.mentions.iter().any(|mention| mention.start < span.start) {
                return false;
            }
            draft.key == key || (draft.kind == kind || draft.key.len() > key.len() + 4) && similar(&draft.key, &key, draft.titled && titled)
        });
        let at = found.unwrap_or_else(|| {
            self.drafts.push(InstrumentDraft { key: key.clone(), title: span, kind, titled, parties: Vec::new(), mentions: Vec::new() });
            self.drafts.len() - 1
        });
        let draft = &mut self.drafts[at];
        if titled && !draft.titled {
            (draft.key, draft.title, draft.titled) = (key, span, true);
        }
        if draft.parties.is_empty() {
            draft.parties = parties;
        }
        draft.mentions.push(span);
        self.mentions.push(InstrumentMention { span, instrument: at as u32 });
        at as u32
    }

    /// Finds descriptive names in a section.
    pub fn find_descriptive(&mut self, words: &InstrumentWords, syntax: &Syntax<'_>, section: Span, hits: impl Iterator<Item = ListHit>, muted: &[Span]) {
        let chars = syntax.folded;
        // In running text no single character names an instrument.
        for word in hits.map(|hit| hit.span).filter(|word| word.len() > 1) {
            let (tail, len) = (word.end as usize, word.len());
            // A short quotation is not looked into; “奎里納萊條約” is one name.
            let quoted = matches!(chars.get(tail), Some('」' | '”'));
            let titled = word.start > 0 && chars[word.start as usize - 1] == '》';
            if touches(muted, word) && !quoted || titled || chars.get(tail).is_some_and(|c| matches!(c, '国' | '方' | '书' | '性')) {
                continue;
            }
            let Some(kind) = words.kind(&chars[word.range()]) else { continue };
            if let Some(known) = words.known.at_end(&chars[section.start as usize..tail]) {
                let span = Span::new(tail - known.len(), tail);
                self.add(known.to_vec(), span, kind, true, Vec::new());
                continue;
            }
            if let Some(head) = self.head(words, syntax, word) {
                let span = Span::new(head as usize, tail);
                // 關於主教任命的臨時協議 is 主教任命臨時協議.
                let words = &chars[span.range()];
                let words = words.strip_prefix(&['关', '于']).unwrap_or(words);
                let key: Vec<char> = words.iter().copied().filter(|c| !matches!(c, ' ' | '「' | '」' | '“' | '”' | '的')).collect();
                if (span.len() >= len + 2 || len >= 4) && span.len() <= 60 {
                    let mut parties: Vec<Who> = (syntax.item_from(span.start)..syntax.item_from(span.end))
                        .filter(|k| span.contains(syntax.items[*k].span))
                        .filter_map(|k| syntax.noun(k))
                        .flat_map(|noun| noun.members.iter().map(|(who, _)| *who))
                        .collect();
                    if parties.is_empty() {
                        parties = owners(syntax, span);
                    }
                    self.add(key, span, kind, self.named(chars, span, kind), parties);
                }
            }
        }
    }

    /// Whether a name without 《》 is that of one instrument: it stands alone in quotation marks (“奎里納萊條約”), an abbreviation
    /// follows it (貿易暨投資架構協定（TIFA）), or it has a number (安理會第2254號決議).
    fn named(&self, chars: &[char], span: Span, kind: InstrumentType) -> bool {
        let after = &chars[span.end as usize..chars.len().min(span.end as usize + LONGEST_ABBREVIATION + 2)];
        let before = span.start.checked_sub(1).and_then(|at| chars.get(at as usize));
        use InstrumentType::{Contract, Law, List, Other};
        let plain = !matches!(kind, Law | List | Contract | Other)
            && span.len() <= LONGEST_QUOTED
            && chars[span.range()].iter().all(|c| c.is_alphanumeric() && *c != '的');
        // 所謂「世紀協議」 is what others call it.
        let so_called = span.start >= 3 && chars[span.start as usize - 3..span.start as usize - 1] == ['所', '谓'];
        let quoted = plain && !so_called && matches!(before, Some('「' | '“')) && matches!(after.first(), Some('」' | '”'));
        let letters = after.iter().skip(1).take_while(|c| c.is_ascii_alphabetic()).count();
        let abbreviated = after.first() == Some(&'(') && letters >= 3 && after.get(letters + 1) == Some(&')');
        let words = &chars[span.range()];
        let numbered = kind == InstrumentType::Resolution && words.contains(&'第') && words.contains(&'号');
        quoted || abbreviated || numbered
    }

    /// How far a descriptive name reaches back from its last word.
    fn head(&self, words: &InstrumentWords, syntax: &Syntax<'_>, word: Span) -> Option<u32> {
        let mut item = syntax.item_from(word.start);
        let clause = syntax.clause_start(item);
        let mut head = word.start;
        let clause_begin = clause.checked_sub(1).map_or(0, |at| syntax.items[at].span.end).max(word.start.saturating_sub(40));
        // 关于 … 的｜联合声明: everything from 关于 belongs to the name.
        if let Some(about) = (clause..item).rev().find(|at| syntax.marker(*at, &[MarkerKind::About]).is_some()) {
            let words: String = syntax.between(syntax.items[about].span.start, syntax.items[about].span.end).iter().collect();
            if words == "关于" && word.start - syntax.items[about].span.end <= 40 {
                return Some(syntax.items[about].span.start);
            }
        }
        // 「…備忘錄」: the whole quotation is the title.
        if matches!(syntax.folded.get(word.end as usize), Some('」' | '”'))
            && let Some(open) =
                syntax.between(word.start.saturating_sub(60).max(clause_begin.min(word.start)), word.start).iter().rposition(|c| matches!(c, '「' | '“'))
        {
            return Some(word.start.saturating_sub(60).max(clause_begin.min(word.start)) + open as u32 + 1);
        }
        // 和平｜友好｜條約: words that stand before the type word, whatever else they mean.
        while let Some(modifier) = words.modifiers.at_end(syntax.between(clause_begin, head)) {
            head -= modifier.len() as u32;
        }
        item = syntax.item_from(head);
        let mut named = false;
        let mut floor = item.checked_sub(1).and_then(|at| syntax.items.get(at)).map_or(0, |before| before.span.end);
        while item > clause {
            let before = syntax.items[item - 1].span;
            let near = head <= before.end + 8;
            let part = match syntax.items[item - 1].kind {
                ItemKind::Noun(_) => {
                    syntax.noun(item - 1).is_some_and(|noun| noun.compact || noun.members.len() == 1 && before.len() <= 4 && before.end == head)
                }
                ItemKind::Quantity(_) => before.end == head && syntax.folded[before.start as usize] == '第',
                ItemKind::Form(_) => {
                    before.end == head
                        && syntax.marker(item - 1, &[MarkerKind::Word, MarkerKind::PairAfter]).is_some()
                        && syntax.marker(item - 1, &[MarkerKind::Of]).is_none()
                        && !syntax.verbs[item - 1]
                }
                _ => false,
            };
            if !part || !near {
                break;
            }
            head = before.start;
            item -= 1;
            named = syntax.noun(item).is_some_and(|noun| noun.members.len() >= 2);
            floor = item.checked_sub(1).and_then(|at| syntax.items.get(at)).map_or(0, |before| before.span.end);
        }
        // 討論｜美加引渡條約: a name that begins with its sides begins there.
        if named {
            return Some(head);
        }
        // Plain words directly before the name, up to the item before and to six characters.
        let plain = floor.max(head.saturating_sub(8));
        let mut start = head;
        while start > plain
            && is_alphanumeric(syntax.folded[start as usize - 1])
            && !matches!(
                syntax.folded[start as usize - 1],
                '的' | '了'
                    | '项'
                    | '份'
                    | '个'
                    | '一'
                    | '该'
                    | '此'
                    | '这'
                    | '述'
                    | '多'
                    | '些'
                    | '要'
                    | '成'
                    | '有'
                    | '其'
                    | '订'
                    | '立'
                    | '名'
                    | '过'
                    | '签'
                    | '域'
                    | '达'
                    | '依'
                    | '据'
                    | '按'
                    | '照'
            )
        {
            start -= 1;
        }
        Some(start)
    }

    /// The mentions inside a stretch.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = &InstrumentMention> {
        // In order of place but for those that a back-reference added last.
        let from = self.sorted.min(self.mentions.len());
        let first = self.mentions[..from].partition_point(|mention| mention.span.start < span.start);
        let last = self.mentions[..from].partition_point(|mention| mention.span.start < span.end);
        self.mentions[first..last].iter().chain(self.mentions[from..].iter().rev().take(32)).filter(move |mention| span.contains(mention.span))
    }

    /// The instrument last mentioned before a place.
    pub fn last_before(&self, place: u32) -> Option<u32> {
        let from = self.sorted.min(self.mentions.len());
        let before = self.mentions[..from].partition_point(|mention| mention.span.start < place);
        let near = self.mentions[before.saturating_sub(8)..before].iter().chain(self.mentions[from..].iter().rev().take(8));
        near.filter(|mention| mention.span.end <= place).max_by_key(|mention| mention.span.end).map(|mention| mention.instrument)
    }

    /// Adds a mention by back-reference (這一條約).
    pub fn refer(&mut self, span: Span, instrument: u32) {
        self.mentions.push(InstrumentMention { span, instrument });
        self.drafts[instrument as usize].mentions.push(span);
    }

    /// Puts mentions in order of place; needed after all sections were read.
    pub fn sort(&mut self) {
        self.mentions.sort_by_key(|mention| mention.span);
        self.sorted = self.mentions.len();
    }
}

/// 美國與香港的｜雙邊協議: the sides that a name belongs to.
fn owners(syntax: &Syntax<'_>, span: Span) -> Vec<Who> {
    let Some(of) = syntax.item_from(span.start).checked_sub(1).filter(|of| syntax.marker(*of, &[MarkerKind::Of]).is_some()) else { return Vec::new() };
    let touches = |a: usize, b: usize| syntax.items[a].span.end == syntax.items[b].span.start;
    let Some(last) = of.checked_sub(1).filter(|last| syntax.items[of].span.end == span.start && touches(*last, of)) else { return Vec::new() };
    let Some(noun) = syntax.noun(last) else { return Vec::new() };
    let mut sides: Vec<Who> = noun.members.iter().map(|(who, _)| *who).collect();
    if let Some(first) = last.checked_sub(2)
        && syntax.marker(last - 1, &[MarkerKind::With, MarkerKind::And]).is_some()
        && touches(last - 1, last)
        && touches(first, last - 1)
        && let Some(noun) = syntax.noun(first)
    {
        sides.extend(noun.members.iter().map(|(who, _)| *who));
    }
    if sides.len() >= 2 { sides } else { Vec::new() }
}

/// Longest name in quotation marks and longest type word behind a title, in characters.
const LONGEST_QUOTED: usize = 14;
const LONGEST_TYPE: usize = 8;

/// Longest abbreviation in a bracket behind a name, in letters.
const LONGEST_ABBREVIATION: usize = 8;

/// One name shortens the other: 主教臨時協議 of 中梵主教任命臨時協議, 中程導彈條約 of 美國和蘇聯消除兩國中程和中短程導彈條約.
fn similar(a: &[char], b: &[char], both_titled: bool) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 4 || short.last() != long.last() || both_titled && short.len() * 5 < long.len() {
        return false;
    }
    let shortens = |short: &[char]| {
        let mut rest = long.iter();
        short.iter().all(|c| rest.any(|d| d == c))
    };
    // 梵中協議 and 中梵…協議 name the same parties.
    let turned: Vec<char> = [&[short[1], short[0]], &short[2..]].concat();
    shortens(short) || shortens(&turned)
}
