//! How long instruments hold: what counts as said of which, and what does not.

use chancery_model::Date;
use chancery_reader::Options;

use crate::reader;

/// Terms of a passage: title, kind, last day, length.
fn terms(published: &str, text: &str) -> Vec<String> {
    let document = chancery_reader::examples::passage(text, Date::parse(published));
    let reading = reader().read(&document, &Options::default());
    let instruments = reading.instruments.iter();
    instruments
        .flat_map(|instrument| instrument.terms.iter().map(move |term| (instrument, term)))
        .map(|(instrument, term)| {
            let stored = document.text.slice(term.span.0);
            assert_eq!(stored, term.quote);
            let day = term.date.as_ref().and_then(|date| date.to).map(|day| day.to_string());
            [instrument.title.as_str(), term.kind.as_str(), day.as_deref().unwrap_or("-"), term.duration.as_deref().unwrap_or("-")].join(" ")
        })
        .collect()
}

#[test]
fn a_day_or_a_length_that_stands_beside_a_name_is_its_term() {
    for (published, text, expected) in [
        ("2019-06-12", "《甲乙裁軍條約》將於2021年2月5日到期。", "甲乙裁軍條約 expires 2021-02-05 -"),
        ("2019-06-12", "外長談到即將於2021年到期的《甲乙裁軍條約》。", "甲乙裁軍條約 expires 2021-12-31 -"),
        ("2013-10-10", "法國與德國今天簽署《法德貨幣互換協議》，有效期三年。", "法德貨幣互換協議 valid_for - P3Y"),
        ("2013-10-10", "《法德貨幣互換協議》的有效期至2016年10月9日。", "法德貨幣互換協議 expires 2016-10-09 -"),
        ("2013-10-10", "法國與德國簽署為期五年的《法德合作協議》。", "法德合作協議 valid_for - P5Y"),
        ("2021-01-28", "俄羅斯和美國把《甲乙裁軍條約》延長五年至2026年2月5日。", "甲乙裁軍條約 extended_to 2026-02-05 P5Y"),
        ("2021-01-28", "俄羅斯和美國延長《甲乙裁軍條約》五年。", "甲乙裁軍條約 extended_by - P5Y"),
        ("2021-06-28", "兩國元首宣布，《中俄睦鄰友好合作條約》到期後自動延長五年。", "中俄睦鄰友好合作條約 extended_by - P5Y"),
        ("2021-06-28", "《中俄睦鄰友好合作條約》規定，如無異議，條約自動延長五年。", ""),
    ] {
        let found = terms(published, text);
        let expected: Vec<&str> = Some(expected).filter(|one| !one.is_empty()).into_iter().collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_is_only_wanted_or_another_things_is_no_term() {
    for (published, text) in [
        ("2019-06-12", "俄羅斯呼籲美國把《甲乙裁軍條約》延長五年。"),
        ("2019-06-12", "雙方討論是否將《甲乙裁軍條約》延長五年。"),
        ("2019-06-12", "兩國不會把《甲乙裁軍條約》延長五年。"),
        ("2019-06-12", "《甲乙裁軍條約》規定的租借期將於2021年到期。"),
        ("2019-06-12", "原本應在今年年底失效的《甲乙裁軍條約》引起討論。"),
        ("2019-06-12", "《甲乙裁軍條約》即將到期。"),
        ("2019-06-12", "如果《甲乙裁軍條約》在2021年失效，後果嚴重。"),
    ] {
        assert_eq!(terms(published, text), Vec::<String>::new(), "{text}");
    }
}
