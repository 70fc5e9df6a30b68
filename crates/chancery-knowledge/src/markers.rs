//! Markers: the closed-class words of a language (prepositions, modality, negation, speech verbs, collective mentions).
//!
//! In: `knowledge/<language>/markers.toml`, arrays of words under the names of [`MarkerKind`]. Out: marker rows and folded forms.

use chancery_text::fold_text;

use crate::{Diagnostic, Severity, diagnostic::place};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        /// What a marker does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MarkerKind { $($(#[$doc])* $variant),+ }

        impl MarkerKind {
            /// The key in `markers.toml`.
            pub fn as_str(self) -> &'static str {
                match self { $(MarkerKind::$variant => $text),+ }
            }

            /// The kind with this key.
            pub fn parse(text: &str) -> Option<MarkerKind> {
                Some(match text { $($text => MarkerKind::$variant,)+ _ => return None })
            }

            /// Every key, for messages.
            pub const KEYS: &'static [&'static str] = &[$($text),+];

            /// Every kind, in the order of the declaration.
            pub const ALL: &'static [MarkerKind] = &[$(MarkerKind::$variant),+];
        }
    };
}

kinds! {
    /// 同 跟: marks the partner.
    With = "with",
    /// 和 與 及 以及 暨: joins, or marks the partner.
    And = "and",
    /// 對 向 給 予 致: marks whom it is directed at.
    To = "to",
    /// 為: for whom.
    For = "for",
    /// 由 被 遭 受: marks who does it; what stands before is acted upon.
    By = "by",
    /// 在 於: marks the place.
    At = "at",
    /// 從 自: marks where from.
    From = "from",
    /// 將 把: marks what is acted upon, when a verb follows.
    Ba = "ba",
    /// 就 針對 圍繞: marks the subject matter.
    About = "about",
    /// 應…邀請: marks who invited.
    Invited = "invited",
    /// 將 將於 擬 計劃: to come.
    Planned = "planned",
    /// 不排除 可能 或 料: not certain.
    Possible = "possible",
    /// 建議 呼籲 提議: put forward.
    Proposed = "proposed",
    /// 取消 推遲 喊卡: called off.
    Cancelled = "cancelled",
    /// 原定: was to be; cancelled where the sentence says so.
    Scheduled = "scheduled",
    /// 會 ahead of a verb: to come, where it is neither a verb nor the end of a name.
    Will = "will",
    /// 不 未 沒有 否認: not so.
    Denied = "denied",
    /// 正在 正: going on.
    Ongoing = "ongoing",
    /// 願 希望 應 要 須: a wish or duty; makes no event.
    Wish = "wish",
    /// 若 如果 除非: a condition; makes no event.
    Condition = "condition",
    /// 曾 已 已經 了: has happened.
    Past = "past",
    /// 表示 指出 說 稱: a speech verb.
    Speech = "speech",
    /// 問 問道: a question.
    Ask = "ask",
    /// 認為 相信: a speech verb only with a named speaker.
    Opinion = "opinion",
    /// 宣布 決定: followed by a clause with its own subject or by the act itself.
    Announce = "announce",
    /// 報道 引述 援引: the subject is an outlet, what follows is its report or its source.
    Report = "report",
    /// 據 根據: opens a chain of sources.
    According = "according",
    /// 敦促 要求 邀請: what follows is for the object to do.
    Control = "control",
    /// 讚賞 譴責 祝賀 指責: what follows is told of the object, as a fact.
    Pivot = "pivot",
    /// 我 本人: the speaker.
    First = "first",
    /// 我們 我方: the speaker's side or the pair.
    FirstPlural = "first_plural",
    /// 他 她: the last person.
    Third = "third",
    /// 雙方 兩國: the pair of states.
    Both = "both",
    /// 兩人: the two persons named last.
    Duo = "duo",
    /// 三國 四方: the group of as many named last.
    Several = "several",
    /// 兩國領導人: the heads of state or government of the pair.
    Heads = "heads",
    /// 兩國元首: the heads of state of the pair.
    HeadsOfState = "heads_of_state",
    /// 兩國總理: the heads of government of the pair.
    HeadsOfGovernment = "heads_of_government",
    /// 元首 領導人 after a pair of states: their heads.
    HeadsOf = "heads_of",
    /// 外長 防長 after a pair of states.
    MinistersOf = "ministers_of",
    /// 方 政府 當局 after a state: the state.
    StateSuffix = "state_suffix",
    /// 前 候任 代理 before an office.
    OfficePrefix = "office_prefix",
    /// 女士 先生 博士 after a person.
    Honorific = "honorific",
    /// 這一條約 該協定: the instrument last named.
    ThisInstrument = "this_instrument",
    /// 此訪 此行: the visit last named.
    ThisVisit = "this_visit",
    /// 會談後 會談前: relative to talks.
    AfterTalks = "after_talks",
    /// 官員 人士 發言人 after a body: an unnamed source of it.
    Anonymous = "anonymous",
    /// 訪 駐 赴 抵: before a one-character state.
    ShortBefore = "short_before",
    /// 方 軍 媒: after a one-character state.
    ShortAfter = "short_after",
    /// 方 軍 總統: after any one-character state, also the less usual ones (匈 老 塞).
    ShortHard = "short_hard",
    /// 關係 兩國 雙邊: after a pair written together.
    PairAfter = "pair_after",
    /// 第一 首次 再度: which in a row.
    Ordinal = "ordinal",
    /// 駐: accredited to.
    Accredited = "accredited",
    /// 的: makes what stands before an attribute.
    Of = "of",
    /// Everyday words that contain shorter forms and keep them from being read.
    Word = "word",
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MarkerSet(u64);

const _: () = assert!(MarkerKind::ALL.len() <= u64::BITS as usize);

impl MarkerSet {
    /// The set of these kinds.
    #[inline(always)]
    pub const fn of(kinds: &[MarkerKind]) -> MarkerSet {
        let (mut bits, mut at) = (0, 0);
        while at < kinds.len() {
            bits |= 1 << kinds[at] as u32;
            at += 1;
        }
        MarkerSet(bits)
    }

    /// The kinds that are in both sets.
    #[inline]
    pub const fn and(self, other: MarkerSet) -> MarkerSet {
        MarkerSet(self.0 & other.0)
    }

    /// Whether it holds no kind.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its only kind; `None` where it holds none or several.
    #[inline]
    pub fn single(self) -> Option<MarkerKind> {
        if self.0.is_power_of_two() { MarkerKind::ALL.get(self.0.trailing_zeros() as usize).copied() } else { None }
    }

    pub(crate) fn insert(&mut self, kind: MarkerKind) {
        self.0 |= 1 << kind as u32;
    }
}

/// A marker word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// What it does.
    pub kind: MarkerKind,
    /// Folded form.
    pub form: String,
}

/// Reads a marker file; unknown keys and wrong shapes become diagnostics.
pub(crate) fn load(file: &str, text: &str, markers: &mut Vec<Marker>, found: &mut Vec<Diagnostic>) {
    let mut report = |offset: usize, code, message: String, hint: String| {
        let (line, column) = place(text, offset);
        found.push(Diagnostic { file: file.into(), line, column, severity: Severity::Error, code, message, hint });
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let offset = toml_offset(&error);
            report(offset, "syntax", error.message().to_owned(), "arrays of words in quotation marks: with = [\"同\", \"跟\"]".into());
            return;
        }
    };
    for (key, value) in &table {
        let offset = text.find(&format!("\n{key}")).map_or(0, |at| at + 1);
        let Some(kind) = MarkerKind::parse(key) else {
            report(offset, "unknown-marker", format!("no marker kind {key:?}"), format!("one of {}", MarkerKind::KEYS.join(", ")));
            continue;
        };
        let Some(words) = value.as_array() else {
            report(offset, "not-a-list", format!("expected a list of words for {key:?}"), "write it as [\"…\", \"…\"]".into());
            continue;
        };
        for word in words.iter().filter_map(toml::Value::as_str).flat_map(str::split_whitespace) {
            markers.push(Marker { kind, form: fold_text(word) });
        }
    }
}

pub(crate) fn toml_offset(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}
