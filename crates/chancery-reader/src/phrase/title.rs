//! Titles in 《》 with the parties that they name, and datelines.
//!
//! In: the stretch between the brackets with its words. Out: a title item, or the newspaper that the brackets hold.

use chancery_model::EntityKind;
use chancery_text::Span;

use super::{Item, ItemKind, Noun, NounClass, PhraseBuilder, Phrases, TitleSpan, Token};
use crate::cast::{Cast, Who};
use crate::segment::Word;

impl PhraseBuilder<'_> {
    /// 新华社北京9月13日电（记者某某） or 【大公報訊】 at the head of a paragraph: its length.
    pub(super) fn dateline(&self, stretch: Span) -> Option<usize> {
        let text = &self.folded[stretch.range()];
        let text = &text[..text.len().min(60)];
        let ends = |part: &[char]| self.lists.dateline_tails.ends(part);
        if matches!(text.first(), Some('(' | '【' | '[' | '〔')) {
            let close = text.iter().position(|c| matches!(c, ')' | '】' | ']' | '〕'))?;
            return ends(&text[..close]).then_some(close + 1);
        }
        let stop = text.iter().position(|c| matches!(c, ',' | '。' | ';' | '「' | '“' | '《')).unwrap_or(text.len());
        let tail = (2..=stop.min(32)).find(|at| ends(&text[..*at]))?;
        let mut end = tail;
        if text.get(end) == Some(&'(') {
            end = end + text[end..].iter().position(|c| *c == ')')? + 1;
        }
        // 20日電, no 日報 and no 日本.
        let dated = text[..tail]
            .windows(2)
            .any(|pair| pair[1] == '日' && (pair[0].is_ascii_digit() || pair[0].is_numeric() || "一二三四五六七八九十".contains(pair[0])));
        let closed = matches!(text.get(end), Some(':' | ' ')) || end > tail || dated;
        if text.get(end) == Some(&':') {
            end += 1;
        }
        closed.then_some(end)
    }

    pub(super) fn title(&self, whole: Span, inner: Span, words: &[Word], next: usize, cast: &mut Cast, out: &mut Phrases) {
        let inside: Vec<Word> = words[next..].iter().take_while(|word| word.span.end <= inner.end).filter(|word| inner.contains(word.span)).copied().collect();
        let (mut members, mut at) = (Vec::new(), 0);
        let mut outlet = None;
        while at < inside.len() {
            match self.unit(&inside, at, None, cast, &mut Vec::new()) {
                Some((noun, after)) => {
                    if noun.class == NounClass::Principal {
                        if noun.span == inner && self.is_outlet(cast, &noun) {
                            outlet = Some(noun.clone());
                        }
                        // 《中美領事條約》: the states of an office without a holder, nobody in office.
                        for (who, _) in &noun.members {
                            let member = &cast.members[*who as usize];
                            let states = inside[at].span.len() == 1 && member.unnamed;
                            if !states {
                                members.push(*who);
                            }
                        }
                        members.extend(self.leading_states(&inside[at..], &noun, cast));
                    }
                    at = after.max(at + 1);
                }
                None => at += 1,
            }
        }
        self.parties_of_title(inner, &mut members, cast);
        if let Some(mut noun) = outlet {
            noun.span = whole;
            // 中國官媒｜《環球時報》: the newspaper is meant.
            if let Some(Item { span, kind: ItemKind::Noun(before) }) = out.items.last().copied()
                && span.end == whole.start
                && out.nouns[before as usize].members.len() == 1
                && out.nouns[before as usize].class == NounClass::Principal
                && !cast.is_person(out.nouns[before as usize].members[0].0)
            {
                out.items.pop();
                noun.span = span.join(whole);
            }
            let whole = noun.span;
            for (who, _) in &noun.members {
                cast.surface(*who, self.written(inner));
            }
            out.items.push(Item { span: whole, kind: ItemKind::Noun(out.nouns.len() as u32) });
            out.nouns.push(noun);
            self.coordinate(cast, out);
        } else {
            out.items.push(Item { span: whole, kind: ItemKind::Title(out.titles.len() as u32) });
            out.titles.push(TitleSpan { inner, members });
        }
        out.muted.push(whole);
    }

    /// Who is named in brackets: mentioned, but no part of the sentence. A Latin form behind a name is that name's.
    pub(super) fn bracketed(&self, bracket: Span, words: &[Word], next: usize, cast: &mut Cast, found: &mut Vec<(Vec<char>, Who)>) {
        if bracket.len() <= 5 || self.folded[bracket.start as usize + 1].is_ascii() {
            return;
        }
        let inside: Vec<Word> =
            words[next..].iter().take_while(|word| word.span.end < bracket.end).filter(|word| word.span.start > bracket.start).copied().collect();
        let mut at = 0;
        while at < inside.len() {
            at = self.unit(&inside, at, None, cast, found).map_or(at + 1, |(_, after)| after.max(at + 1));
        }
    }

    /// 《甲部與乙公司關於…的備忘錄》: bodies that the tables lack are parties by their place and their last character.
    /// The one-character states that open a noun which holds nobody known by name.
    fn leading_states(&self, words: &[Word], noun: &Noun, cast: &mut Cast) -> Vec<Who> {
        if !noun.members.iter().all(|(who, _)| cast.members[*who as usize].unnamed) {
            return Vec::new();
        }
        let rows: Vec<u32> = words
            .iter()
            .take_while(|word| word.span.len() == 1 && noun.span.contains(word.span))
            .map_while(|word| match self.token(word, None) {
                Some(Token::State(row, true)) => Some(row),
                _ => None,
            })
            .collect();
        rows.into_iter().map(|row| cast.known(self.knowledge, row, None)).collect()
    }

    pub(super) fn parties_of_title(&self, inner: Span, members: &mut Vec<Who>, cast: &mut Cast) {
        let chars = &self.folded[inner.range()];
        let Some(about) = chars.windows(2).position(|pair| pair == ['关', '于']) else { return };
        let ends = |part: &[char]| part.len() >= 4 && self.lists.body_endings.ends(part);
        let head = &chars[..about];
        let split = (2..head.len()).find(|at| {
            matches!(head[*at], '与' | '和' | '—' | '-' | '同' | '暨')
                && ends(&head[..*at])
                && ends(head[at + 1..].strip_prefix(&['—']).unwrap_or(&head[at + 1..]))
        });
        let Some(at) = split else { return };
        let right = at + 1 + usize::from(head.get(at + 1) == Some(&'—'));
        let mut parties = Vec::new();
        for (from, to) in [(0, at), (right, about)] {
            let span = Span::new(inner.start as usize + from, inner.start as usize + to);
            let words = self.words_of(span);
            let known = members.iter().copied().find(|who| {
                cast.members[*who as usize].kind == EntityKind::Organization
                    && cast.members[*who as usize].mentions.iter().any(|mention| span.contains(*mention))
            });
            let who = known.unwrap_or_else(|| {
                let side = members
                    .iter()
                    .copied()
                    .find(|who| cast.members[*who as usize].mentions.iter().any(|mention| span.contains(*mention)))
                    .and_then(|who| cast.side(who));
                cast.discovered(EntityKind::Organization, &words, side, false)
            });
            cast.mention(who, span, self.written(span));
            parties.push(who);
        }
        *members = parties;
    }

    pub(super) fn is_outlet(&self, cast: &Cast, noun: &Noun) -> bool {
        noun.members.iter().all(|(who, _)| cast.members[*who as usize].known.is_some_and(|row| self.knowledge.entities[row as usize].class == "outlet"))
    }
}
