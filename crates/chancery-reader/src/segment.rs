//! Step 2: which of the forms that overlap are the words of a section.
//!
//! In: the scan, times and quantities of the section. Out: words in order, not overlapping, and parts of triggers.
//! The choice is the one with the greatest weight (long forms weigh more than the sum of their parts), found in one
//! pass from left to right: 美國務院 is 美 + 國務院, not 美國 + 務院; 其中美國 is 其中 + 美國.
//! One-character states are read only beside words that call for them (訪俄, 俄方, 中俄元首).

use chancery_knowledge::Knowledge;
use chancery_text::{Span, is_alphanumeric};

use crate::lists::{CharSet, WordSet};
use crate::passage::Section;
use crate::scan::{Forms, Scan, Traits};

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
    /// What is to be known of its form, where it is one of the lexicon.
    pub traits: Traits,
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
    toward: CharSet,
    strong: CharSet,
    /// Those that are read wherever two different ones stand together.
    paired: CharSet,
    /// Pairs that are read wherever they stand: 俄烏, 以巴.
    pairs: Vec<[char; 2]>,
    /// The first characters of these.
    pair_firsts: CharSet,
    /// Words that begin with 方 and are two words behind a state: 日方｜向中方….
    split: WordSet,
}

impl ShortStates {
    pub fn new(knowledge: &Knowledge) -> ShortStates {
        let chars = |name: &str| CharSet::new(knowledge.list(name).iter().flat_map(|word| word.chars()));
        let pair = |word: &String| {
            let mut chars = word.chars();
            Some([chars.next()?, chars.next()?])
        };
        let pairs: Vec<[char; 2]> = knowledge.list("short_pairs").iter().filter_map(pair).collect();
        ShortStates {
            toward: chars("toward_words"),
            strong: chars("strong_shorts"),
            paired: chars("paired_shorts"),
            pair_firsts: CharSet::new(pairs.iter().map(|pair| pair[0])),
            pairs,
            split: WordSet::new(&knowledge.lexicon, knowledge.list("split_behind_short")),
        }
    }

    /// Whether a character is a state that is read beside many words.
    pub fn is_strong(&self, c: char) -> bool {
        self.strong.contains(c)
    }

    /// Whether the state at a place is one here.
    fn stands(&self, scan: &Scan, chars: &[char], at: usize) -> bool {
        if scan.hard_starts(at + 1) {
            return true;
        }
        // 以中葡建交四十周年為契機: before two states it is the particle.
        if chars[at] == '以' && scan.short_here(at + 1) && scan.short_here(at + 2) {
            return false;
        }
        if at > 0 && self.toward.contains(chars[at - 1]) && !matches!(chars.get(at + 1), Some('国' | '地' | '岛')) {
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
        let open = || start == 0 || !is_alphanumeric(chars[start - 1]) || scan.before_ends(start);
        // 美英澳開展…: three together are states whatever follows.
        if end - start >= 3 && chars[start..end].iter().filter(|c| self.strong.contains(**c)).count() >= 2 && open() {
            return true;
        }
        // The less usual ones count only beside words that leave no choice, or written together with a usual one.
        if !self.strong.contains(chars[at]) {
            let pair = end - start >= 2 && chars[start..end].iter().any(|c| self.strong.contains(*c));
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
        scan.pair_starts(end) || scan.after_starts(end) || open() && chars.get(end).is_none_or(|c| !is_alphanumeric(*c) || c.is_ascii_digit())
    }

    /// 中美作為…, 日韓爭議…: two of the usual ones together name the pair whatever follows. 中 also ends words (照片中印有…): before it
    /// stands nothing that could be one. 會中美方… is not the pair.
    fn paired_here(&self, scan: &Scan, chars: &[char], at: usize) -> bool {
        let paired = |at: usize| chars.get(at).is_some_and(|c| self.paired.contains(*c));
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
        let Some(pair) = chars.get(at..at + 2).filter(|pair| self.pair_firsts.contains(pair[0])) else { return false };
        self.pairs.iter().any(|known| known == pair) && chars.get(at + 2) != Some(&'方') && (!matches!(pair[0], '中' | '以' | '伊') || opens(scan, chars, at))
    }

    /// Whether a word is two words behind a one-character state.
    fn splits(&self, chars: &[char], at: usize, len: usize) -> bool {
        at > 0 && chars[at] == '方' && self.strong.contains(chars[at - 1]) && self.split.contains(&chars[at..at + len])
    }
}

/// Whether what stands before a place can't be the rest of a word: punctuation, a particle, a word that calls for a state.
fn opens(scan: &Scan, chars: &[char], at: usize) -> bool {
    let particle = |c: char| matches!(c, '的' | '是' | '为' | '对' | '了' | '和' | '与' | '及' | '把' | '将' | '使' | '在');
    at == 0 || !is_alphanumeric(chars[at - 1]) || particle(chars[at - 1]) || scan.before_ends(at)
}

/// A word that may stand somewhere, with its weight.
#[derive(Clone, Copy, Debug)]
struct Offer {
    at: u32,
    end: u32,
    weight: i32,
    kind: WordKind,
    traits: Traits,
}

impl Default for Offer {
    fn default() -> Offer {
        Offer { at: 0, end: 0, weight: 0, kind: WordKind::Form(0), traits: Traits::default() }
    }
}

/// What a one-character state weighs that stands beside words which call for it.
const SHORT_WEIGHT: i32 = 14;

/// The best reading of a cluster up to a place: its weight, and 1 + the offer that ends there (0: none).
#[derive(Clone, Copy, Debug, Default)]
struct Best {
    weight: i32,
    last: u32,
}

/// Chooses words; its memory serves one section after the other.
///
/// Words that touch no other are chosen as they come. Those that overlap, one after the other, are a cluster, which is settled
/// when it ends: mostly one word weighs more than all within it, else the best way through is found.
#[derive(Debug)]
pub(crate) struct Chooser {
    cluster: Vec<Offer>,
    /// Where the cluster ends.
    end: u32,
    /// What its words weigh together.
    sum: i32,
    /// The first of those that weigh most.
    heaviest: Offer,
    best: Vec<Best>,
    raw_parts: Vec<PartHit>,
}

impl Default for Chooser {
    fn default() -> Chooser {
        const ROOM: usize = 64;
        let (cluster, best, raw_parts) = (Vec::with_capacity(ROOM), Vec::with_capacity(ROOM), Vec::with_capacity(ROOM));
        Chooser { cluster, end: 0, sum: 0, heaviest: Offer::default(), best, raw_parts }
    }
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
        within: &Section,
        fixed: &[(Span, WordKind)],
        words: &mut Vec<Word>,
        parts: &mut Vec<PartHit>,
    ) {
        let (section, title) = (within.span, within.is_title());
        self.cluster.clear();
        self.end = 0;
        self.raw_parts.clear();
        let first = words.len();
        let stands = |at: u32| short.stands(scan, chars, at as usize);
        let whole = |(span, kind): &(Span, WordKind)| Offer {
            at: span.start,
            end: span.end,
            weight: 20 * span.len() as i32 - 8,
            kind: *kind,
            traits: Traits::default(),
        };
        let hits = scan.hits_in(section);
        words.reserve(hits.len() / 2 + fixed.len());
        let mut fixed = fixed.iter().peekable();
        let mut next_fixed = fixed.peek().map_or(u32::MAX, |(span, _)| span.start);
        for hit in hits {
            while next_fixed <= hit.at
                && let Some(found) = fixed.next()
            {
                self.offer(whole(found), words, stands);
                next_fixed = fixed.peek().map_or(u32::MAX, |(span, _)| span.start);
            }
            let (traits, at, len) = (hit.traits, hit.at as usize, hit.len as usize);
            if !title && traits.is_of_titles_alone() {
                continue;
            }
            if traits.is_part()
                && (title || !traits.is_of_titles())
                && let Some(part) = forms.part(hit.form)
            {
                self.raw_parts.push(PartHit { span: Span::new(at, at + len), part });
            }
            let weight = match len {
                _ if !traits.is_word() => continue,
                1 if !traits.is_short() => 4,
                1 => SHORT_WEIGHT,
                _ if inside_latin(chars, at, len) || short.splits(chars, at, len) => continue,
                _ => 20 * len as i32 - if traits.is_name() { 8 } else { 10 },
            };
            self.offer(Offer { at: hit.at, end: hit.at + hit.len, weight, kind: WordKind::Form(hit.form), traits }, words, stands);
        }
        for found in fixed {
            self.offer(whole(found), words, stands);
        }
        self.settle(words, stands);
        self.keep_parts(&words[first..], parts);
    }

    /// Offers a word; places come in order.
    #[inline]
    fn offer(&mut self, offer: Offer, words: &mut Vec<Word>, stands: impl Fn(u32) -> bool) {
        if offer.at >= self.end {
            self.settle(words, stands);
            (self.sum, self.heaviest) = (0, offer);
        }
        self.end = self.end.max(offer.end);
        self.sum += offer.weight;
        if offer.weight > self.heaviest.weight {
            self.heaviest = offer;
        }
        self.cluster.push(offer);
    }

    /// Chooses the words of the cluster and begins the next one.
    fn settle(&mut self, words: &mut Vec<Word>, stands: impl Fn(u32) -> bool) {
        let Some(first) = self.cluster.first() else { return };
        // A one-character state that stands weighs what nothing else does.
        let holds = |offer: &Offer| offer.weight != SHORT_WEIGHT || stands(offer.at);
        let Offer { at, end, weight, kind, traits } = self.heaviest;
        if at == first.at && end == self.end && 2 * weight > self.sum && weight != SHORT_WEIGHT {
            words.push(Word { span: Span { start: at, end }, kind, traits });
        } else {
            let start = first.at;
            self.cluster.retain(holds);
            self.best_way(start, words);
        }
        self.cluster.clear();
    }

    /// The way through the cluster with the greatest weight; skipping a character costs nothing and gives nothing.
    fn best_way(&mut self, start: u32, words: &mut Vec<Word>) {
        let length = (self.end - start) as usize;
        self.best.clear();
        self.best.resize(length + 1, Best { weight: -1, last: 0 });
        self.best[0].weight = 0;
        let mut settled = 0;
        let mut settle = |best: &mut [Best], to: usize| {
            while settled < to {
                let before = best[settled].weight;
                settled += 1;
                if before > best[settled].weight {
                    best[settled] = Best { weight: before, last: 0 };
                }
            }
        };
        for (number, offer) in (1..).zip(&self.cluster) {
            let at = (offer.at - start) as usize;
            settle(&mut self.best, at);
            let weight = self.best[at].weight + offer.weight;
            if let Some(best) = self.best.get_mut((offer.end - start) as usize).filter(|best| weight > best.weight) {
                *best = Best { weight, last: number };
            }
        }
        settle(&mut self.best, length);
        let (first, mut at) = (words.len(), length);
        while at > 0 {
            match self.best[at].last {
                0 => at -= 1,
                last => {
                    let offer = &self.cluster[last as usize - 1];
                    words.push(Word { span: Span { start: offer.at, end: offer.end }, kind: offer.kind, traits: offer.traits });
                    at = (offer.at - start) as usize;
                }
            }
        }
        words[first..].reverse();
    }

    /// A trigger part counts where it is a chosen word, lies inside a chosen trigger, or touches no chosen name or word.
    fn keep_parts(&self, words: &[Word], parts: &mut Vec<PartHit>) {
        parts.reserve(self.raw_parts.len());
        let mut first = 0;
        for hit in &self.raw_parts {
            while first < words.len() && words[first].span.end <= hit.span.start {
                first += 1;
            }
            let free = words[first..].iter().take_while(|word| word.span.start < hit.span.end).all(|word| {
                word.span == hit.span
                    || match word.kind {
                        WordKind::Form(_) => {
                            let trigger = word.traits.is_part();
                            let named = word.traits.is_name() || word.traits.is_everyday();
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
