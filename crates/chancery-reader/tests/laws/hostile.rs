//! Hostile input: no crash, and time that grows with the length and no faster.

use std::time::{Duration, Instant};

use chancery_reader::Options;
use proptest::prelude::*;

use crate::{Source, document, reader};

/// Processor time of this thread where the system tells it, else time on the clock: other tests run beside this one.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|line| line.split(' ').next()?.parse().ok());
    told.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn seconds(text: &str) -> f64 {
    let source = Source { name: "hostile".into(), text: text.to_owned(), published: None };
    let before = now();
    let reading = reader().read(&document(&source), &Options::default());
    let spent = (now() - before).as_secs_f64();
    assert_eq!(reading.source.length, text.chars().count());
    spent
}

/// Reads `text(n)` and `text(4 * n)`. Linear work takes 4 times as long, quadratic work 16 times; 6 lies between, and what
/// takes less than a blink proves nothing either way. A busy machine may disturb one try: the best of three counts.
fn grows_linearly(what: &str, n: usize, text: impl Fn(usize) -> String) {
    reader();
    let mut told = String::new();
    for _ in 0..3 {
        let (one, four) = (seconds(&text(n)), seconds(&text(4 * n)));
        told = format!("{what}: {one:.3} s for {n}, {four:.3} s for {}", 4 * n);
        if four < 0.2 || four < one * 6.0 {
            println!("{told}");
            return;
        }
    }
    panic!("grows faster than its length: {told}");
}

/// News-like text without any punctuation.
fn unbroken(bytes: usize) -> String {
    let words = [
        "国家主席习近平",
        "同俄罗斯总统普京",
        "在北京举行会谈",
        "双方签署联合声明",
        "外交部发言人华春莹",
        "表示",
        "美国",
        "宣布制裁伊朗",
        "3月12日",
        "访问法国",
        "贸易额突破2000亿美元",
        "的",
        "和",
        "将",
        "第25次",
        "中俄",
        "据新华社报道",
        "强烈谴责",
    ];
    let mut out = String::with_capacity(bytes + 64);
    let mut state = 7u32;
    while out.len() < bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        out.push_str(words[(state >> 16) as usize % words.len()]);
    }
    out
}

#[test]
fn a_single_line_of_5_mb_without_punctuation() {
    grows_linearly("one line without punctuation, bytes", 1_250_000, unbroken);
}

#[test]
fn many_short_sentences() {
    grows_linearly("sentences", 5_000, |n| "國家主席習近平5月20日在北京同俄羅斯總統普京舉行會談。他表示，中俄關係良好。\n".repeat(n));
}

#[test]
fn many_names_that_no_table_has() {
    grows_linearly("unknown names", 500, |n| {
        let part = ["阿", "卡", "德", "尔", "姆", "斯", "托", "夫", "罗", "维"];
        (0..n)
            .map(|k| format!("俄罗斯外交部发言人{}{}{}{}夫表示，俄方反对制裁。\n", part[k % 10], part[k / 10 % 10], part[k / 100 % 10], part[k / 1000 % 10]))
            .collect()
    });
}

#[test]
fn ten_thousand_nested_quotation_marks() {
    grows_linearly("nested 「", 10_000, |n| format!("外交部發言人表示，{}中方反對{}。", "「".repeat(n), "」".repeat(n)));
    grows_linearly("unclosed 「", 10_000, |n| format!("外交部發言人表示，{}中方反對。", "「".repeat(n)));
    grows_linearly("unclosed 《", 10_000, |n| format!("雙方簽署{}條約。", "《".repeat(n)));
    grows_linearly("a speaker in each 「", 2_500, |n| "外交部發言人表示：「".repeat(n));
}

#[test]
fn a_million_digits() {
    grows_linearly("digits", 250_000, |n| "7".repeat(n));
    grows_linearly("Chinese digits", 250_000, |n| "三十".repeat(n / 2));
    grows_linearly("dates", 25_000, |n| "2019年3月12日至".repeat(n));
}

#[test]
fn lists_and_coordination_without_end() {
    grows_linearly("states in a row", 10_000, |n| format!("{}举行会谈。", "中国、美国、".repeat(n)));
    grows_linearly("commas", 20_000, |n| format!("习近平{}访问法国。", "，同普京会谈".repeat(n)));
    grows_linearly("speech verbs", 20_000, |n| "外交部发言人表示指出强调".repeat(n));
    grows_linearly("list items", 5_000, |n| format!("签署的合作文件\n\n{}", "1、《中俄睦邻友好合作条约》\n".repeat(n)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_crash_nothing(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
        if let Ok(document) = chancery_intake::read_bytes(&bytes, "bytes", &chancery_intake::Options::default()) {
            reader().read(&document, &Options::default());
        }
    }

    #[test]
    fn random_characters_crash_nothing(text in "\\PC{0,800}") {
        if let Ok(document) = chancery_intake::read_text(&text, "characters", &chancery_intake::Options::default()) {
            reader().read(&document, &Options::default());
        }
    }

    /// Pieces of news in any order meet more of the reader's branches than random characters do.
    #[test]
    fn shuffled_pieces_of_news_crash_nothing(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..300)) {
        let text = pieces.concat();
        if let Ok(document) = chancery_intake::read_text(&text, "pieces", &chancery_intake::Options::default()) {
            let reading = reader().read(&document, &Options::default());
            let chars: Vec<char> = document.text.as_str().chars().collect();
            for event in &reading.events {
                for evidence in &event.evidence {
                    let words: String = chars[evidence.span.0.range()].iter().collect();
                    prop_assert_eq!(&words, &evidence.quote);
                }
            }
        }
    }
}

const PIECES: &[&str] = &[
    "習近平",
    "普京",
    "中國",
    "俄羅斯",
    "美",
    "中俄",
    "雙方",
    "兩國元首",
    "外交部",
    "發言人",
    "總統",
    "國家主席",
    "佩斯科夫",
    "克里姆林宮",
    "聯合國",
    "《",
    "》",
    "「",
    "」",
    "『",
    "（",
    "）",
    "“",
    "”",
    "，",
    "。",
    "；",
    "：",
    "、",
    "\n",
    "\n\n",
    "▲",
    "1.",
    "一是",
    "二是",
    "同",
    "與",
    "和",
    "對",
    "向",
    "由",
    "應",
    "邀請",
    "在",
    "將",
    "不",
    "未",
    "否認",
    "或",
    "希望",
    "舉行會談",
    "會見",
    "訪問",
    "簽署",
    "聯合聲明",
    "條約",
    "表示",
    "指出",
    "稱",
    "據",
    "報道",
    "5月20日",
    "下午",
    "去年10月底",
    "昨天",
    "2000億美元",
    "第25次",
    "30周年",
    "20項合作文件",
    "制裁",
    "譴責",
    "夥伴關係",
    "提升為",
    "的",
    "了",
    "此訪",
    "這一條約",
    " ",
    "Putin",
    "🙂",
    "\u{3000}",
    "\u{FEFF}",
    "𠮷",
];
