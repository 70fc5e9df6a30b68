//! The forms of time that news writes, each in traditional and simplified script, against 2026-05-21 (a Thursday).

use chancery_model::{Date, TimeValue};
use chancery_text::fold_text;
use chancery_values::{Anchor, Prefer, TimeExpression, find_times};

fn times(text: &str) -> (Vec<char>, Vec<TimeExpression>) {
    let folded: Vec<char> = fold_text(text).chars().collect();
    let found = find_times(&folded);
    (folded, found)
}

fn anchor(prefer: Prefer) -> Anchor {
    Anchor { published: Date::parse("2026-05-21"), context: None, prefer }
}

fn shown(value: &TimeValue) -> String {
    let date = |date: Option<Date>| date.map_or(String::from("-"), |date| date.to_string());
    let mut text = format!("{}/{}", date(value.from), date(value.to));
    if let Some(precision) = value.precision {
        text.push_str(&format!(" {precision:?}"));
    }
    for extra in [value.part.map(|part| format!("{part:?}")), value.time_from.clone(), value.time_to.clone(), value.duration.clone(), value.repeats.clone()]
        .into_iter()
        .flatten()
    {
        text.push(' ');
        text.push_str(&extra);
    }
    text
}

/// The whole text is one expression with this value, in both scripts.
fn check(cases: &[(&str, &str, &str)], prefer: Prefer) {
    for (traditional, simplified, want) in cases {
        for text in [traditional, simplified] {
            let (folded, found) = times(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let words: String = folded[found[0].span.range()].iter().collect();
            assert_eq!(words, fold_text(text), "{text}");
            assert_eq!(shown(&found[0].value(&anchor(prefer))), *want, "{text}");
        }
    }
}

#[test]
fn days_that_are_named_in_full() {
    check(
        &[
            ("二O一八年九月二十二日", "二〇一八年九月二十二日", "2018-09-22/2018-09-22 Day"),
            ("二零二六年五月廿一日", "2026年5月21日", "2026-05-21/2026-05-21 Day"),
            ("2025年5月20日下午3時30分", "2025年5月20日下午3时30分", "2025-05-20/2025-05-20 Day Afternoon 15:30"),
            ("民國114年5月20日", "民国一一四年5月20日", "2025-05-20/2025-05-20 Day"),
            ("114年5月20日", "114年5月20日", "2025-05-20/2025-05-20 Day"),
            ("２０２６年５月２１日", "2026 年 5 月 21 日", "2026-05-21/2026-05-21 Day"),
            ("2026-05-21", "2026/5/21", "2026-05-21/2026-05-21 Day"),
            ("令和7年5月1日", "令和七年五月一日", "2025-05-01/2025-05-01 Day"),
            ("2019年2月30日", "2019年2月30日", "-/-"),
        ],
        Prefer::Past,
    );
}

#[test]
fn days_without_their_month() {
    check(
        &[
            ("20日", "20日", "2026-05-20/2026-05-20 Day"),
            ("28日", "28日", "2026-04-28/2026-04-28 Day"),
            ("廿八日", "廿八日", "2026-04-28/2026-04-28 Day"),
            ("本月11號到12號", "本月11号到12号", "2026-05-11/2026-05-12 Days"),
            ("9日至10日", "9日至10日", "2026-05-09/2026-05-10 Days"),
            ("7日到9日", "7日到9日", "2026-05-07/2026-05-09 Days"),
            ("12號至15號", "12号至15号", "2026-05-12/2026-05-15 Days"),
            ("廿八至卅日", "廿八至卅日", "2026-04-28/2026-04-30 Days"),
            ("20日（週三）", "20日(周三)", "2026-05-20/2026-05-20 Day"),
            ("當地時間9日下午4點半", "当地时间9日下午4点半", "2026-05-09/2026-05-09 Day Afternoon 16:30"),
            ("20日下午3時30分(北京時間)", "20日下午3时30分（北京时间）", "2026-05-20/2026-05-20 Day Afternoon 15:30"),
            ("20日晚", "20日晚", "2026-05-20/2026-05-20 Day Evening"),
            ("20年前的今天", "20年前的今天", "2006-05-21/2006-05-21 Day"),
        ],
        Prefer::Past,
    );
    check(
        &[
            ("28日", "28日", "2026-05-28/2026-05-28 Day"),
            ("7日至9日", "7日至9日", "2026-06-07/2026-06-09 Days"),
            ("9月", "9月", "2026-09-01/2026-09-30 Month"),
            ("週三", "周三", "2026-05-27/2026-05-27 Day"),
        ],
        Prefer::Future,
    );
}

/// Newspapers of Hong Kong and Taiwan say a day with one character where a verb follows; other words hold it too.
#[test]
fn days_said_with_one_character() {
    let cases: [(&str, &[&str]); 9] = [
        ("布林肯昨抵北京，今與外長會談", &["昨", "今"]),
        ("雙方代表今上午簽署備忘錄", &["今上午"]),
        ("彭斯　明訪東京", &["明"]),
        ("他昨晚離開，昨天抵達", &["昨晚", "昨天"]),
        ("如今與當今在位者皆表明將出席", &[]),
        ("聲明訪問日期", &[]),
        ("今次會談與今後合作", &[]),
        ("今是昨非", &[]),
        ("總統昨（20）日表示", &["昨(20)日"]),
    ];
    for (text, want) in cases {
        let (folded, found) = times(text);
        let words: Vec<String> = found.iter().map(|time| folded[time.span.range()].iter().collect()).collect();
        assert_eq!(words.iter().map(String::as_str).filter(|word| *word != "今后").collect::<Vec<_>>(), want, "{text}");
    }
}

#[test]
fn days_counted_from_publication() {
    check(
        &[
            ("昨（20）日", "昨(20)日", "2026-05-20/2026-05-20 Day"),
            ("昨日（20日）", "昨日(20日)", "2026-05-20/2026-05-20 Day"),
            ("今(21)日", "今（21）日", "2026-05-21/2026-05-21 Day"),
            ("今日(週四)", "今日（周四）", "2026-05-21/2026-05-21 Day"),
            ("昨天晚上", "昨天晚上", "2026-05-20/2026-05-20 Day Evening"),
            ("今晨5點", "今晨5点", "2026-05-21/2026-05-21 Day Dawn 05:00"),
            ("今晚8點", "今晚8点", "2026-05-21/2026-05-21 Day Evening 20:00"),
            ("明後兩天", "明后两天", "2026-05-22/2026-05-23 Days"),
            ("今明兩日", "今明两日", "2026-05-21/2026-05-22 Days"),
            ("上週五", "上周五", "2026-05-15/2026-05-15 Day"),
            ("上週五（5月15日）", "上周五（15日）", "2026-05-15/2026-05-15 Day"),
            ("本週三至週五", "本周三至周五", "2026-05-20/2026-05-22 Days"),
            ("週三", "周三", "2026-05-20/2026-05-20 Day"),
            ("下禮拜", "下礼拜", "2026-05-24/2026-05-30 Week"),
            ("上週末", "上周末", "2026-05-16/2026-05-17 Days"),
            ("三天前", "三天前", "2026-05-18/2026-05-18 Day"),
        ],
        Prefer::Past,
    );
}

#[test]
fn a_week_begins_on_sunday() {
    let sunday = Anchor { published: Date::parse("2026-05-24"), ..Anchor::default() };
    let value = |text: &str| shown(&times(text).1[0].value(&sunday));
    assert_eq!(value("上週五"), "2026-05-22/2026-05-22 Day");
    assert_eq!(value("本週日"), "2026-05-24/2026-05-24 Day");
}

#[test]
fn months_and_their_parts() {
    check(
        &[
            ("去年10月底", "去年10月底", "2025-10-21/2025-10-31 PartOfMonth"),
            ("5月上旬", "5月上旬", "2026-05-01/2026-05-10 PartOfMonth"),
            ("四月中", "四月中", "2026-04-11/2026-04-20 PartOfMonth"),
            ("9月中旬至下旬", "9月中旬至下旬", "2025-09-11/2025-09-30 PartOfMonth"),
            ("本月初", "本月初", "2026-05-01/2026-05-10 PartOfMonth"),
            ("上個月", "上个月", "2026-04-01/2026-04-30 Month"),
            ("3月至5月", "3月到5月", "2026-03-01/2026-05-31 Months"),
            ("今年7、8月", "今年7、8月", "2026-07-01/2026-08-31 Months"),
            ("5月20日至6月3日", "5月20日至6月3日", "2026-05-20/2026-06-03 Days"),
            ("12月28日至1月3日", "12月28日至1月3日", "2025-12-28/2026-01-03 Days"),
            ("去年10月底至11月初", "去年10月底至11月初", "2025-10-21/2025-11-10 PartOfMonth"),
            ("2024年3月至2025年6月", "2024年3月至2025年6月", "2024-03-01/2025-06-30 Months"),
            ("本月10日", "本月十日", "2026-05-10/2026-05-10 Day"),
        ],
        Prefer::Past,
    );
}

#[test]
fn years_and_their_parts() {
    check(
        &[
            ("97年", "九七年", "1997-01-01/1997-12-31 Year"),
            ("2020至2022年", "2020至2022年", "2020-01-01/2022-12-31 Years"),
            ("2024/25年度", "2024/25年度", "2024-01-01/2025-12-31 Years"),
            ("今明兩年", "今明两年", "2026-01-01/2027-12-31 Years"),
            ("今年夏天", "今年夏天", "2026-06-01/2026-08-31 Season"),
            ("今夏", "今夏", "2026-06-01/2026-08-31 Season"),
            ("今年底", "今年年底", "2026-12-01/2026-12-31 Month"),
            ("明年初", "明年年初", "2027-01-01/2027-02-28 Months"),
            ("今年第一季", "今年第一季度", "2026-01-01/2026-03-31 Quarter"),
            ("首季", "首季", "2026-01-01/2026-03-31 Quarter"),
            ("上半年", "上半年", "2026-01-01/2026-06-30 HalfYear"),
            ("前4個月", "前4个月", "2026-01-01/2026-04-30 Months"),
            ("今年前4月", "今年前4月", "2026-01-01/2026-04-30 Months"),
            ("去年前三季度", "去年前三季度", "2025-01-01/2025-09-30 Months"),
            ("民國114年", "民国114年", "2025-01-01/2025-12-31 Year"),
            ("「十四五」期間", "“十四五”期间", ""),
            ("90年代", "九十年代", "1990-01-01/1999-12-31 Decade"),
            ("上世紀90年代", "20世纪90年代", "1990-01-01/1999-12-31 Decade"),
            ("本世紀中葉", "本世纪中叶", "2041-01-01/2060-12-31 Years"),
            ("2025年春節", "2025年春节", "2025-01-29/2025-01-29 Day"),
            ("今年國慶", "今年国庆", "2026-10-01/2026-10-01 Day"),
            ("農曆八月十五", "农历八月十五", "2025-10-06/2025-10-06 Day"),
            ("農曆五月初五", "农历五月初五", "2026-06-19/2026-06-19 Day"),
            ("大年初一", "大年初一", "2026-02-17/2026-02-17 Day"),
            ("主體114年", "主体114年", "2025-01-01/2025-12-31 Year"),
            ("佛曆2568年", "佛历2568年", "2025-01-01/2025-12-31 Year"),
            ("令和7年5月", "令和7年5月", "2025-05-01/2025-05-31 Month"),
            ("2025財年", "2025财政年度", "2025-01-01/2025-12-31 Year"),
            ("2024-25財年", "2024-25财年", "2024-01-01/2025-12-31 Years"),
        ]
        .into_iter()
        .filter(|case| !case.2.is_empty())
        .collect::<Vec<_>>(),
        Prefer::Past,
    );
    for text in ["「十四五」期間", "“十四五”期间", "十四五時期"] {
        assert_eq!(shown(&times(text).1[0].value(&anchor(Prefer::Past))), "2021-01-01/2025-12-31 Years", "{text}");
    }
}

#[test]
fn open_ends_and_windows() {
    check(
        &[
            ("自2022年2月以來", "自2022年2月以来", "2022-02-01/- Month"),
            ("從9月1日起", "从9月1日起", "2026-09-01/- Day"),
            ("截至5月底", "截至5月底", "-/2026-05-31 PartOfMonth"),
            ("2030年前", "2030年以前", "-/2029-12-31 Year"),
            ("今天起至7月31日", "今天起至7月31日", "2026-05-21/2026-07-31 Days"),
            ("即日起至6月30日", "即日起至6月30日", "2026-05-21/2026-06-30 Days"),
            ("10月開始以來", "10月开始以来", "2025-10-01/- Month"),
            ("今年以來", "今年以来", "2026-01-01/- Year"),
            ("2月24日後", "2月24日之后", "2026-02-25/- Day"),
            ("近5年", "近5年", "2021-05-21/2026-05-20 Years"),
            ("過去五天", "过去五天", "2026-05-16/2026-05-20 Days"),
            ("未來三年", "未来三年", "2026-05-22/2029-05-21 Years"),
            ("30年來", "30年来", "1996-05-21/2026-05-20 Years"),
        ],
        Prefer::Past,
    );
}

#[test]
fn lengths_repetitions_and_clock_times_have_no_date() {
    check(
        &[
            ("三個小時", "三个小时", "-/- PT3H"),
            ("18小時", "18小时", "-/- PT18H"),
            ("兩年", "两年", "-/- P2Y"),
            ("一兩年", "一两年", "-/- P1Y"),
            ("30年", "30年", "-/- P30Y"),
            ("一個半小時", "一个半小时", "-/- PT1H30M"),
            ("兩年零三個月", "两年零三个月", "-/- P2Y3M"),
            ("每週三", "每周三", "-/- wednesday"),
            ("每兩年", "每两年", "-/- P2Y"),
            ("下午4點半", "下午4点半", "-/- Afternoon 16:30"),
            ("下午約1時", "下午约1时", "-/- Afternoon 13:00"),
            ("上午9時至11時", "上午9时至11时", "-/- Morning 09:00 11:00"),
            ("18小時後", "18小时后", "-/-"),
            ("四個多月", "四个多月", "-/- P4M"),
            ("4分33秒", "4分33秒", "-/- PT4M33S"),
        ],
        Prefer::Past,
    );
    assert!(times("兩年").1[0].measures() && !times("兩年內").1[0].measures());
    assert!(times("25周年").1.is_empty() && times("25週年").1.is_empty());
}

#[test]
fn a_zone_is_kept_with_its_time() {
    for (text, from, clock, zone) in [
        ("當地時間3日晚", Some("2026-05-03"), None, "当地时间"),
        ("北京時間5月20日下午3時30分", Some("2026-05-20"), Some("15:30"), "北京时间"),
        ("格林尼治時間12時", None, Some("12:00"), "格林尼治时间"),
        ("美東時間晚上8點", None, Some("20:00"), "美东时间"),
        ("台北時間上午9時", None, Some("09:00"), "台北时间"),
    ] {
        for text in [text.to_owned(), fold_text(text)] {
            let (folded, found) = times(&text);
            assert_eq!((found.len(), found[0].span.len()), (1, folded.len()), "{text}");
            let value = found[0].value(&anchor(Prefer::Past));
            assert_eq!(value.from.map(|day| day.to_string()).as_deref(), from, "{text}");
            assert_eq!((value.time_from.as_deref(), value.zone.as_deref()), (clock, Some(zone)), "{text}");
        }
    }
}

#[test]
fn the_date_named_last_carries_on() {
    let (from, to) = (Date::parse("2024-12-30").expect("a date"), Date::parse("2024-12-31").expect("a date"));
    let anchor = anchor(Prefer::Past).with_context(from, to);
    for (text, want) in [
        ("當日", "2024-12-30/2024-12-31 Days"),
        ("翌日", "2025-01-01/2025-01-01 Day"),
        ("次年", "2025-01-01/2025-12-31 Year"),
        ("同年", "2024-01-01/2024-12-31 Year"),
        ("當月", "2024-12-01/2024-12-31 Month"),
    ] {
        let found = &times(text).1[0];
        assert_eq!(shown(&found.value(&anchor)), want, "{text}");
        assert!(found.needs_context());
        assert_eq!(found.resolve(&Anchor::default()), None);
    }
}

#[test]
fn without_a_day_of_publication_only_absolute_dates_resolve() {
    let none = Anchor::default();
    for text in ["昨天", "去年", "上週五", "20日", "5月", "近5年"] {
        assert_eq!(times(text).1[0].resolve(&none), None, "{text}");
    }
    for text in ["2025年5月20日", "2025年", "二十世紀", "2020至2022年"] {
        assert!(times(text).1[0].resolve(&none).is_some(), "{text}");
    }
}

#[test]
fn days_in_a_row_share_year_and_month() {
    let found = times("去年12月2日和4日，2017年3月和5月").1;
    let values: Vec<String> = found.iter().map(|time| shown(&time.value(&anchor(Prefer::Past)))).collect();
    assert_eq!(values, ["2025-12-02/2025-12-02 Day", "2025-12-04/2025-12-04 Day", "2017-03-01/2017-03-31 Month", "2017-05-01/2017-05-31 Month"]);
}

#[test]
fn a_planned_day_soon_is_not_last_years() {
    let found = times("將於5月24日至29日訪問").1;
    assert_eq!(shown(&found[0].value(&anchor(Prefer::Past))), "2026-05-24/2026-05-29 Days");
}

#[test]
fn words_that_are_no_times() {
    for text in [
        "今日俄羅斯",
        "戰後日本",
        "十日元",
        "2月球",
        "提出三點意見",
        "三年級",
        "第一",
        "一周五次",
        "周恩來",
        "國慶招待會",
        "5月中國",
        "1號戰鬥",
        "888-000-9999",
        "192.168.255.255",
        "10號線",
        "80後年輕人",
        "同日本外相",
        "青年內地考察",
        "百年未有之大變局",
        "一次月經",
    ] {
        let found = times(text).1;
        let dated: Vec<_> = found
            .iter()
            .filter(|time| {
                time.resolve(&anchor(Prefer::Past))
                    .is_some_and(|range| !(text == "5月中國" && range.from != range.to && range.precision == chancery_model::Precision::Month))
            })
            .collect();
        assert!(dated.is_empty(), "{text}: {dated:?}");
    }
}

#[test]
fn what_is_before_a_day_is_not_the_day() {
    for text in ["春節前夕訪華", "國慶前夕會談", "5月1日前夕抵達", "中秋前夕"] {
        assert!(times(text).1.is_empty(), "{text}");
    }
}

#[test]
fn a_day_written_with_hao_stands_before_what_somebody_does() {
    for text in ["安理會20號一致通過決議", "20号公布的数据", "他20号证实"] {
        let (folded, found) = times(text);
        let words: Vec<String> = found.iter().map(|time| folded[time.span.range()].iter().collect()).collect();
        assert_eq!(words, ["20号"], "{text}");
    }
    for text in ["住在20号公寓", "第20号决议"] {
        assert_eq!(times(text).1, [], "{text}");
    }
}
