//! Step 2: which of the forms that overlap are the words of a section.
//!
//! In: the scan, times and quantities of the section. Out: words in order, not overlapping, and parts of triggers.
//! The choice is the one with the greatest weight (long forms weigh more than the sum of their parts), found in one
//! pass from left to right: 美國務院 is 美 + 國務院, not 美國 + 務院; 其中美國 is 其中 + 美國.
//! One-character states are read only beside words that call for them (訪俄, 俄方, 中俄元首).

use chancery_knowledge::Knowledge;
use chancery_text::Span;

use crate::phrase::EXTRA;
use crate::lists::WordSet;
use crate::scan::{Forms, Scan};

/// What a word was found as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordKind {
    /// A form of the lexicon, by its key.
    Form(u32),
    /// A time, by index into the section's times.
    Time(u32),
    /// A quantity, by index.
    Quantity(u32),
}

/// A chosen word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub span: Span,
    pub kind: WordKind,
}

/// A part of a trigger, chosen or inside a chosen trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PartHit {
    pub span: Span,
    pub part: u32,
}

/// One-character states: which are read at all, and after which words.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortStates {
    toward: Vec<char>,
    strong: Vec<char>,
    /// Those that are read wherever two different ones stand together.
    paired: Vec<char>,
    /// Pairs that are read wherever they stand: 俄烏, 以巴.
    pairs: Vec<[char; 2]>,
    /// Words that begin with 方 and are two words behind a state: 日方｜向中方….
    split: WordSet,
}

impl ShortStates {
    pub fn new(knowledge: &Knowledge) -> ShortStates {
        let chars = |name: &str| knowledge.list(name).iter().flat_map(|word| word.chars()).collect();
        let pairs = knowledge.list("short_pairs").iter().filter_map(|word| {
            let mut chars = word.chars();
            Some([chars.next()?, chars.next()?])
        });
        ShortStates {
            toward: chars("toward_words"),
            strong: chars("strong_shorts"),
            paired: chars("paired_shorts"),
            pairs: pairs.collect(),
            split: WordSet::new(knowledge.list("split_behind_short")),
        }
    }

    /// Whether the state at a place is one here.
    fn stands(&self, scan: &Scan, chars: &[char], at: usize) -> bool {
        if scan.hard_starts(at + 1) {
            return true;
        }
        if at > 0 && self.toward.contains(&chars[at - 1]) && !matches!(chars.get(at + 1), Some('国' | '地' | '岛')) {
            return true;
        }
        if self.known_pair(scan, chars, at) || at > 0 && self.known_pair(scan, chars, at - 1) {
            return true;
        }
        let (mut start, mut end) = (at, at + 1);
        while start > 0 && at - start < 4 && scan.short_here(start - 1) {
            start -= 1;
        }
        while end - at < 4 && scan.short_here(end) {
            end += 1;
        }
        let open = || start == 0 || !chars[start - 1].is_alphanumeric() || scan.before_ends(start);
        // 美英澳開展…: three together are states whatever follows.
        if end - start >= 3 && chars[start..end].iter().filter(|c| self.strong.contains(c)).count() >= 2 && open() {
            return true;
        }
        // The less usual ones count only beside words that leave no choice, or written together with a usual one.
        if !self.strong.contains(&chars[at]) {
            let pair = end - start >= 2 && chars[start..end].iter().any(|c| self.strong.contains(c));
            return pair && scan.pair_starts(end);
        }
        if scan.before_ends(at) || scan.after_starts(at + 1) || self.paired_here(scan, chars, at) {
            return true;
        }
        if end - start < 2 {
            // 中、美、俄: one of an enumeration of one-character states.
            let listed = |near: usize, far: usize| chars.get(near) == Some(&'、') && scan.short_here(far);
            return listed(at + 1, at + 2) || at >= 2 && listed(at - 1, at - 2);
        }
        scan.pair_starts(end) || scan.after_starts(end) || open() && chars.get(end).is_none_or(|c| !c.is_alphanumeric() || c.is_ascii_digit())
    }

    /// 中美作為…, 日韓爭議…: two of the usual ones together name the pair whatever follows. 中 also ends words (照片中印有…): before it
    /// stands nothing that could be one. 會中美方… is not the pair.
    fn paired_here(&self, scan: &Scan, chars: &[char], at: usize) -> bool {
        let paired = |at: usize| chars.get(at).is_some_and(|c| self.paired.contains(c));
        if !paired(at) {
            return false;
        }
        let start = (at.saturating_sub(3)..at).rev().take_while(|k| paired(*k)).last().unwrap_or(at);
        let end = at + 1 + (at + 1..at + 4).take_while(|k| paired(*k)).count();
        let apart = (start + 1..end).all(|k| chars[k] != chars[k - 1]);
        end - start >= 2 && apart && chars.get(end) != Some(&'方') && (chars[start] != '中' || opens(scan, chars, start))
    }

    /// Whether a pair like 俄烏 stands at a place. Those whose first character also ends or opens other words need an opening.
    fn known_pair(&self, scan: &Scan, chars: &[char], at: usize) -> bool {
        let Some(pair) = chars.get(at..at + 2) else { return false };
        self.pairs.iter().any(|known| known == pair)
            && chars.get(at + 2) != Some(&'方')
            && (!matches!(pair[0], '中' | '以' | '伊') || opens(scan, chars, at))
    }

    /// Whether a word is two words behind a one-character state.
    fn splits(&self, chars: &[char], at: usize, len: usize) -> bool {
        at > 0 && chars[at] == '方' && self.strong.contains(&chars[at - 1]) && self.split.contains(&chars[at..at + len])
    }
}

/// Whether what stands before a place can't be the rest of a word: punctuation, a particle, a word that calls for a state.
fn opens(scan: &Scan, chars: &[char], at: usize) -> bool {
    let particle = |c: char| matches!(c, '的' | '是' | '为' | '对' | '了' | '和' | '与' | '及' | '把' | '将' | '使' | '在');
    at == 0 || !chars[at - 1].is_alphanumeric() || particle(chars[at - 1]) || scan.before_ends(at)
}

/// The best reading of a stretch up to a place: its weight, and the word that ends there (length 0: none).
#[derive(Clone, Copy, Debug)]
struct Best {
    weight: i32,
    length: u32,
    kind: WordKind,
}

const SKIPPED: WordKind = WordKind::Form(u32::MAX);

/// Chooses words; its memory serves one section after the other.
#[derive(Debug, Default)]
pub(crate) struct Chooser {
    best: Vec<Best>,
    raw_parts: Vec<PartHit>,
}

impl Chooser {
    /// Chooses among the forms of a section. `fixed` are times, quantities and names of the document, in order of place.
    #[allow(clippy::too_many_arguments)]
    pub fn choose(
        &mut self,
        forms: &Forms,
        short: &ShortStates,
        scan: &Scan,
        chars: &[char],
        section: Span,
        fixed: &[(Span, WordKind)],
        words: &mut Vec<Word>,
        parts: &mut Vec<PartHit>,
    ) {
        let base = section.start as usize;
        self.best.clear();
        self.best.resize(section.len() + 1, Best { weight: -1, length: 0, kind: SKIPPED });
        self.best[0].weight = 0;
        self.raw_parts.clear();
        let (mut fixed, mut hits) = (fixed, scan.hits_in(section));
        for at in section.range() {
            let before = self.best[at - base].weight;
            // Skipping a character costs nothing and gives nothing.
            if before > self.best[at + 1 - base].weight {
                self.best[at + 1 - base] = Best { weight: before, length: 0, kind: SKIPPED };
            }
            while let Some((&(span, kind), rest)) = fixed.split_first()
                && span.start as usize <= at
            {
                if span.start as usize == at {
                    self.offer(at - base, span.len(), before + 20 * span.len() as i32 - 8, kind);
                }
                fixed = rest;
            }
            while let Some((&hit, rest)) = hits.split_first()
                && hit.at as usize == at
            {
                hits = rest;
                let (traits, len) = (forms.of(hit.form), hit.len as usize);
                if let Some(part) = traits.part() {
                    self.raw_parts.push(PartHit { span: Span::new(at, at + len), part });
                }
                let weight = match len {
                    _ if !traits.is_word() => continue,
                    1 if !traits.is_short() => 4,
                    1 if short.stands(scan, chars, at) => 14,
                    1 => continue,
                    _ if inside_latin(chars, at, len) || short.splits(chars, at, len) => continue,
                    _ => 20 * len as i32 - if traits.is_name() { 8 } else { 10 },
                };
                self.offer(at - base, len, before + weight, WordKind::Form(hit.form));
            }
        }
        let first = words.len();
        let mut at = section.len();
        while at > 0 {
            let Best { length, kind, .. } = self.best[at];
            if length == 0 {
                at -= 1;
            } else {
                at -= length as usize;
                words.push(Word { span: Span::new(base + at, base + at + length as usize), kind });
            }
        }
        words[first..].reverse();
        self.keep_parts(forms, &words[first..], parts);
    }

    fn offer(&mut self, at: usize, length: usize, weight: i32, kind: WordKind) {
        if let Some(best) = self.best.get_mut(at + length).filter(|best| weight > best.weight) {
            *best = Best { weight, length: length as u32, kind };
        }
    }

    /// A trigger part counts where it is a chosen word, lies inside a chosen trigger, or touches no chosen name or word.
    fn keep_parts(&self, forms: &Forms, words: &[Word], parts: &mut Vec<PartHit>) {
        let mut first = 0;
        for hit in &self.raw_parts {
            while first < words.len() && words[first].span.end <= hit.span.start {
                first += 1;
            }
            let free = words[first..].iter().take_while(|word| word.span.start < hit.span.end).all(|word| {
                word.span == hit.span
                    || match word.kind {
                        WordKind::Form(form) => {
                            let traits = Some(form).filter(|form| *form < EXTRA).map(|form| forms.of(form));
                            let trigger = traits.is_some_and(|traits| traits.part().is_some());
                            let named = traits.is_some_and(|traits| traits.is_name() || traits.is_everyday());
                            hit.span.contains(word.span) || (trigger && !named && word.span.contains(hit.span)) || (word.span.len() == 1 && !named)
                        }
                        _ => false,
                    }
            });
            if free {
                parts.push(*hit);
            }
        }
    }
}

/// Latin forms are whole words: "us" is not in "house".
fn inside_latin(chars: &[char], at: usize, len: usize) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || ('а'..='я').contains(&c);
    letter(chars[at]) && at > 0 && letter(chars[at - 1]) || letter(chars[at + len - 1]) && at + len < chars.len() && letter(chars[at + len])
}
