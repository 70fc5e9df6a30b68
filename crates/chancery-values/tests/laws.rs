//! Laws that hold for any text: no panic, spans in order and within the text, time in proportion to the length.

use std::time::Instant;

use chancery_model::Date;
use chancery_text::fold_text;
use chancery_values::{Anchor, Prefer, Region, find_quantities, find_times};
use proptest::prelude::*;

const ALPHABET: &str = "0123456789零一二两三四五六七八九十百千万亿兆廿卅半几数多余来第前后上下年月日号时点分秒周星期天个季度世纪代初中底末旬今昨明去本当同次翌每从自至到—-~、,.:/%()第约近超过逾不足成折倍翻番元美块角分之又 人名项次届公里春夏秋冬节国庆农历正腊初闰民国凌晨早晚午农abgkm$￥";

fn read(text: &str) {
    let folded: Vec<char> = fold_text(text).chars().collect();
    let times = find_times(&folded);
    for pair in times.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{text}");
    }
    for prefer in [Prefer::Past, Prefer::Future, Prefer::Nearest] {
        for published in [None, Date::parse("2024-02-29"), Date::new(1, 1, 1), Date::new(9999, 12, 31)] {
            let anchor = Anchor { published, context: published.map(|date| (date, date)), prefer };
            for time in &times {
                assert!(time.span.end as usize <= folded.len() && !time.span.is_empty());
                if let Some(range) = time.resolve(&anchor) {
                    assert!(range.from.is_some() || range.to.is_some(), "{text}");
                    assert!(range.from.is_none() || range.to.is_none() || range.from <= range.to, "{text} {range:?}");
                }
                time.value(&anchor);
            }
        }
    }
    for region in [Region::Mainland, Region::Taiwan] {
        let found = find_quantities(&folded, &times, region);
        for quantity in &found {
            assert!(quantity.value.is_finite(), "{text}");
            assert!(quantity.span.contains(quantity.number) && quantity.span.end as usize <= folded.len(), "{text} {quantity:?}");
        }
        for pair in found.windows(2) {
            assert!(pair[0].span == pair[1].span || pair[0].span.end <= pair[1].span.start, "{text} {pair:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_row_of_time_and_number_characters_is_read(picks in prop::collection::vec(0usize..200, 0..40)) {
        let alphabet: Vec<char> = ALPHABET.chars().collect();
        read(&picks.iter().map(|pick| alphabet[pick % alphabet.len()]).collect::<String>());
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,60}") {
        read(&text);
    }
}

#[test]
fn long_rows_take_time_in_proportion() {
    for row in ["9", "一", "一二", "十万", "9,", "1.", "1-", "2026年", "每", "从", "前三", "(", "一 ", "分之一", "近", "1至", "五月初", "第", "0点"]
    {
        let text: Vec<char> = row.chars().cycle().take(1_000_000).collect();
        let start = Instant::now();
        let times = find_times(&text);
        find_quantities(&text, &times, Region::Mainland);
        assert!(start.elapsed().as_secs() < 20, "{row}: {:?}", start.elapsed());
    }
}
