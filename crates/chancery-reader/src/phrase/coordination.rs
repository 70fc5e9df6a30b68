//! The items of a section in order, and nouns joined by 、 和 與 or by standing side by side.
//!
//! In: the chosen words of a section. Out: items, nouns and titles.

use chancery_knowledge::MarkerKind;
use chancery_model::EntityKind;
use chancery_text::{Span, is_alphanumeric};

use super::{EXTRA, Item, ItemKind, Members, Noun, NounClass, PENDING_MARKER_KINDS, PhraseBuilder, Phrases};
use crate::cast::{Cast, Who};
use crate::passage::parts;
use crate::segment::{Word, WordKind};

impl PhraseBuilder<'_> {
    /// Builds the items of one section. `stretch` is the section in the flow.
    pub fn build(&self, stretch: Span, words: &[Word], cast: &mut Cast, out: &mut Phrases) {
        let mut next = 0;
        let mut at = stretch.start as usize;
        let end = stretch.end as usize;
        let mut vouch = 0;
        let mut quotes: Vec<usize> = Vec::new();
        if let Some(length) = self.dateline(stretch) {
            out.muted.push(Span::new(at, at + length));
            at += length;
        }
        while at < end {
            while next < words.len() && (words[next].span.start as usize) < at {
                next += 1;
            }
            let word = words.get(next).map_or(end, |word| word.span.start as usize).min(end);
            at += self.folded[at..word].iter().position(|c| self.shapes.looked_at(*c)).unwrap_or(word - at);
            if at >= end {
                break;
            }
            let (c, starts) = (self.folded[at], at == word);
            if c == '《'
                && let Some(close) =
                    self.folded[at + 1..end.min(at + 122)].iter().position(|c| *c == '》' || *c == '《').filter(|close| self.folded[at + 1 + close] == '》')
            {
                let inner = Span::new(at + 1, at + 1 + close);
                self.title(Span::new(at, at + close + 2), inner, words, next, cast, out);
                at = inner.end as usize + 1;
                continue;
            }
            // 【峰會前瞻】甲會見乙: what the brackets at its head call a text is no part of it.
            if c == '【'
                && at == stretch.start as usize
                && let Some(close) = self.folded[at + 1..end.min(at + 42)].iter().position(|c| *c == '】').filter(|close| at + close + 2 < end)
            {
                let bracket = Span::new(at, at + close + 2);
                self.bracketed(bracket, words, next, cast, &mut out.found);
                out.muted.push(bracket);
                at = bracket.end as usize;
                continue;
            }
            if c == '('
                && let Some(close) =
                    self.folded[at + 1..end.min(at + 82)].iter().position(|c| *c == ')' || *c == '(').filter(|close| self.folded[at + 1 + close] == ')')
            {
                let bracket = Span::new(at, at + close + 2);
                self.bracketed(bracket, words, next, cast, &mut out.found);
                // （20） and （周三） belong to a time, which spans them already.
                out.muted.push(bracket);
                at = bracket.end as usize;
                // 習近平（右），與…莫迪（左）會談: the comma behind the bracket separates nothing.
                let side =
                    bracket.len() <= 4 && self.folded[bracket.start as usize + 1..at - 1].iter().any(|c| matches!(c, '左' | '右' | '中' | '前' | '后' | '图'));
                if side && self.folded.get(at) == Some(&',') && matches!(self.folded.get(at + 1), Some('与' | '和' | '同' | '跟' | '在' | '会' | '访')) {
                    at += 1;
                }
                continue;
            }
            if self.shapes.begins_alone(c)
                && self.vouched_soon(words, next, &mut vouch, at)
                && let Some(name) = self.bare_name(words, next, at, stretch)
            {
                let who = self.discover(cast, name, None, None);
                cast.mention(who, name, self.written(name));
                out.found.push((self.folded[name.range()].to_vec(), who));
                at = name.end as usize;
                continue;
            }
            if starts {
                let word = words[next];
                if self.further_title(words, next, cast, out) {
                    at = word.span.end as usize;
                    next += 1;
                    continue;
                }
                if self.opens_noun(&word)
                    && let Some((noun, after)) = self.unit(words, next, self.carried(out, cast, word.span), cast, &mut out.found)
                {
                    at = noun.span.end as usize;
                    let index = out.nouns.len() as u32;
                    let body = word.span.start > stretch.start && self.shapes.ends_body(self.folded[word.span.start as usize - 1]);
                    if body && noun.state.is_none() && noun.members.iter().any(|(_, name)| name.start > noun.span.start) {
                        out.vague.extend(noun.members.iter().map(|(who, _)| *who));
                    }
                    out.items.push(Item { span: noun.span, kind: ItemKind::Noun(index) });
                    out.nouns.push(noun);
                    next = after;
                    if let Some(end) = self.venue_within(&words[next..], cast, out) {
                        at = end;
                    }
                    self.fuller_title(cast, out);
                    self.coordinate(cast, out);
                    continue;
                }
                match word.kind {
                    WordKind::Form(form) if form < EXTRA => {
                        if word.traits.is_pending()
                            && let Some(kind) = self.has_marker(form, PENDING_MARKER_KINDS)
                        {
                            let index = out.nouns.len() as u32;
                            out.nouns.push(Noun::plain(word.span, NounClass::Pending(kind), Members::new()));
                            out.items.push(Item { span: word.span, kind: ItemKind::Noun(index) });
                            self.coordinate(cast, out);
                        } else {
                            out.items.push(Item { span: word.span, kind: ItemKind::Form(form) });
                            if self.has_marker(form, &[MarkerKind::At]).is_some()
                                && let Some(end) = self.venue_behind(&words[next + 1..], word.span.end as usize, cast, out)
                            {
                                at = end;
                                continue;
                            }
                        }
                    }
                    WordKind::Form(_) => {}
                    WordKind::Time(index) => out.items.push(Item { span: word.span, kind: ItemKind::Time(index) }),
                    WordKind::Quantity(index) => out.items.push(Item { span: word.span, kind: ItemKind::Quantity(index) }),
                }
                at = word.span.end as usize;
                next += 1;
                continue;
            }
            let span = Span::new(at, at + 1);
            match c {
                '「' | '『' | '“' | '‘' => {
                    quotes.push(at);
                    out.items.push(Item { span, kind: ItemKind::Open });
                }
                '」' | '』' | '”' | '’' => {
                    if let Some(open) = quotes.pop() {
                        let inside = &self.folded[open + 1..at];
                        if inside.len() <= 10 && !inside.iter().any(|c| matches!(c, ',' | '。')) {
                            out.muted.push(Span::new(open, at + 1));
                        }
                    }
                    out.items.push(Item { span, kind: ItemKind::Close });
                }
                '、' => out.items.push(Item { span, kind: ItemKind::List }),
                ',' | '。' if self.listed_by_comma(cast, at, out) => out.items.push(Item { span, kind: ItemKind::Stop(c) }),
                // 中國——東盟, 中國——中東歐國家: a dash that joins two sides ends nothing.
                '—' if self.dash_joins(at, out) => {}
                ',' | ':' | ';' | '。' | '!' | '?' | '…' | '—' => out.items.push(Item { span, kind: ItemKind::Stop(c) }),
                ' ' if parts(self.folded, self.original, stretch, at) => out.items.push(Item { span, kind: ItemKind::Stop(' ') }),
                _ => {}
            }
            at += 1;
        }
    }

    /// 會見俄羅斯外長拉夫羅夫，美國國務卿布林肯，以及…: a titled person who is a whole clause goes on with the list before the comma.
    fn listed_by_comma(&self, cast: &Cast, at: usize, out: &mut Phrases) -> bool {
        let n = out.items.len();
        if n < 4 {
            return false;
        }
        let ItemKind::Noun(right) = out.items[n - 1].kind else { return false };
        let and = n >= 5 && matches!(out.items[n - 2].kind, ItemKind::Form(form) if self.has_marker(form, &[MarkerKind::And]).is_some());
        let stop = n - 2 - usize::from(and);
        if n < 4 + usize::from(and) || out.items[stop].kind != ItemKind::Stop(',') {
            return false;
        }
        let ItemKind::Noun(left) = out.items[stop - 1].kind else { return false };
        let whole = out.items[stop - 1..n].windows(2).all(|pair| pair[0].span.end == pair[1].span.start) && out.items[n - 1].span.end as usize == at;
        let opens = matches!(out.items[stop - 2].kind, ItemKind::Stop(_));
        let titled = |noun: &Noun| {
            noun.class == NounClass::Principal
                && noun.members.iter().all(|(who, _)| cast.is_person(*who))
                && noun.members.first().is_some_and(|(_, name)| name.start > noun.span.start)
        };
        if !whole || opens || !titled(&out.nouns[left as usize]) || !titled(&out.nouns[right as usize]) {
            return false;
        }
        out.join_nouns(left, right, n - stop + 1);
        true
    }

    fn dash_joins(&self, at: usize, out: &Phrases) -> bool {
        let dash = |c: char| c == '—';
        let start = self.folded[..at].iter().rposition(|c| !dash(*c)).map_or(0, |last| last + 1);
        let end = at + self.folded[at..].iter().position(|c| !dash(*c)).unwrap_or(0);
        let state = out
            .items
            .last()
            .is_some_and(|item| item.span.end as usize == start && matches!(item.kind, ItemKind::Noun(noun) if out.nouns[noun as usize].state.is_some()));
        state && self.lists.dash_partners.starts(&self.folded[end..])
    }

    /// 普京馬克龍｜通話, 沙特伊朗｜同意復交: titles put two names of a kind together at the start of a clause and mean both.
    fn side_by_side(&self, cast: &Cast, out: &mut Phrases) -> bool {
        let [.., Item { span: first, kind: ItemKind::Noun(left) }, Item { span: second, kind: ItemKind::Noun(right) }] = out.items[..] else { return false };
        let (a, b) = (&out.nouns[left as usize], &out.nouns[right as usize]);
        let opens = first.start == 0 || !is_alphanumeric(self.folded[first.start as usize - 1]);
        let ([(one, name)], [(other, next)]) = (&a.members[..], &b.members[..]) else { return false };
        let bare = *name == first && next.start == second.start && first.end == second.start && first.len() >= 2;
        let kind = cast.members[*one as usize].kind;
        let (side, far) = (cast.side(*one), cast.side(*other));
        let own = |side: Option<u32>| side.is_some_and(|row| self.lists.never_side_by_side.contains(&self.id(row)));
        let alike = match kind {
            EntityKind::State => {
                let matter = self.lists.matter_words.starts(&self.folded[second.end as usize..]);
                *next == second && second.len() >= 2 && !own(side) && !own(far) && !matter
            }
            EntityKind::Person => !cast.members[*one as usize].unnamed && !cast.members[*other as usize].unnamed,
            _ => false,
        };
        if !(opens
            && bare
            && alike
            && a.class == NounClass::Principal
            && kind == cast.members[*other as usize].kind
            && side.is_some()
            && far.is_some()
            && side != far)
        {
            return false;
        }
        out.join_nouns(left, right, 2);
        true
    }

    /// 访问泰国 老挝｜并出席…: titles list what a verb takes with spaces; a name with nothing of its own behind it goes on with the list.
    fn spaced_list(&self, cast: &Cast, out: &Phrases) -> bool {
        let n = out.items.len();
        let [
            ..,
            Item { kind: ItemKind::Form(_), span: verb },
            Item { kind: ItemKind::Noun(left), span: first },
            _,
            Item { kind: ItemKind::Noun(right), span: second },
        ] = out.items[..n]
        else {
            return false;
        };
        let kind = |noun: u32| out.nouns[noun as usize].members.last().map(|(who, _)| cast.members[*who as usize].kind);
        let alike = matches!(kind(left), Some(EntityKind::State | EntityKind::Person)) && kind(left) == kind(right);
        let after = &self.folded[second.end as usize..self.limit];
        let alone = match after {
            [] => true,
            [c, ..] if *c == ' ' => true,
            _ => self.lists.list_closers.starts(after),
        };
        verb.end == first.start && alike && alone
    }

    /// Whether a noun names offices without their holders, and the next one a person of the same side with a further title.
    fn titles_of(&self, cast: &Cast, left: &Noun, right: &Noun) -> bool {
        let [(who, name)] = right.members[..] else { return false };
        let holder = &cast.members[who as usize];
        let titled = holder.kind == EntityKind::Person && !holder.unnamed && name.start > right.span.start;
        let title = |at: Who| {
            let member = &cast.members[at as usize];
            member.unnamed && member.office.is_some() && cast.side(at).is_some() && cast.side(at) == cast.side(who)
        };
        titled && left.members.iter().all(|(at, _)| title(*at))
    }

    /// Whether a noun is a bare title of the one whom the next, somebody without a name whom he sent, names.
    fn title_of_sender(&self, cast: &Cast, left: &Noun, right: &Noun) -> bool {
        let ([(sender, title)], [(sent, _)]) = (&left.members[..], &right.members[..]) else { return false };
        let (sender, sent) = (&cast.members[*sender as usize], &cast.members[*sent as usize]);
        let sends = sender.kind == EntityKind::Person && *title == left.span && sender.mentions.iter().any(|name| right.span.contains(*name));
        sends && sent.kind == EntityKind::Person && sent.unnamed
    }

    fn id(&self, row: u32) -> Vec<char> {
        self.knowledge.entities[row as usize].id.to_ascii_lowercase().chars().collect()
    }

    /// Joins the last noun with the one before it over 、 和 與 及.
    pub(super) fn coordinate(&self, cast: &Cast, out: &mut Phrases) {
        let n = out.items.len();
        if self.side_by_side(cast, out) {
            return;
        }
        if n < 3 {
            return;
        }
        let (ItemKind::Noun(left), ItemKind::Noun(right)) = (out.items[n - 3].kind, out.items[n - 1].kind) else { return };
        let joined = match out.items[n - 2].kind {
            ItemKind::List => Some(false),
            ItemKind::Form(form) => self.has_marker(form, &[MarkerKind::And]).map(|_| true),
            ItemKind::Stop(' ') if self.spaced_list(cast, out) => Some(false),
            _ => None,
        };
        let Some(and) = joined else { return };
        let touching = out.items[n - 3].span.end == out.items[n - 2].span.start && out.items[n - 2].span.end == out.items[n - 1].span.start;
        let (a, b) = (&out.nouns[left as usize], &out.nouns[right as usize]);
        let fits = match (a.class, b.class) {
            (NounClass::Principal, NounClass::Principal) | (NounClass::Place, NounClass::Place) => true,
            (NounClass::Pending(MarkerKind::First), NounClass::Principal) => and,
            _ => false,
        };
        // 在白宮｜與奧巴馬會談: what 在 takes is a venue, and 與 brings in the partner.
        let persons = |noun: &Noun| noun.members.iter().all(|(who, _)| cast.is_person(*who));
        let venue = and
            && n >= 4
            && out.items[n - 4].span.end == out.items[n - 3].span.start
            && matches!(out.items[n - 4].kind, ItemKind::Form(form) if self.has_marker(form, &[MarkerKind::At]).is_some())
            && !a.members.iter().any(|(who, _)| cast.is_person(*who))
            && persons(b);
        if !touching || !fits || venue {
            return;
        }
        let mut right_noun = out.nouns[right as usize].clone();
        // 中共中央政治局常委、國務院副總理張高麗: two titles of one person; 总书记、国家主席习近平特别代表: a further title of who sends.
        let titles = |noun: &Noun| self.titles_of(cast, &out.nouns[left as usize], noun) || self.title_of_sender(cast, &out.nouns[left as usize], noun);
        if !and && titles(&right_noun) {
            right_noun.span = right_noun.span.join(out.nouns[left as usize].span);
            let span = right_noun.span;
            out.nouns[left as usize] = right_noun;
            out.items.truncate(n - 3);
            out.items.push(Item { span, kind: ItemKind::Noun(left) });
            return;
        }
        let left_noun = &mut out.nouns[left as usize];
        if and {
            left_noun.joined_at = Some(left_noun.members.len());
        }
        left_noun.members.extend(right_noun.members);
        left_noun.span = left_noun.span.join(right_noun.span);
        left_noun.compact = false;
        let span = left_noun.span;
        out.items.truncate(n - 3);
        out.items.push(Item { span, kind: ItemKind::Noun(left) });
    }
}
