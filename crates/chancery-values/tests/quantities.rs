//! The forms of quantities that news writes, each in traditional and simplified script.

use chancery_model::Comparator;
use chancery_text::fold_text;
use chancery_values::{Quantity, QuantityKind, Region, find_quantities, find_times};

fn quantities(text: &str, region: Region) -> Vec<Quantity> {
    let folded: Vec<char> = fold_text(text).chars().collect();
    find_quantities(&folded, &find_times(&folded), region)
}

fn shown(text: &str, region: Region) -> String {
    let sign = |comparator| match comparator {
        Comparator::Equal => "=",
        Comparator::More => ">",
        Comparator::Less => "<",
        Comparator::About => "≈",
        Comparator::AtLeast => ">=",
        Comparator::AtMost => "<=",
    };
    let one = |quantity: &Quantity| {
        format!("{}{} {}{}", sign(quantity.comparator), quantity.value, quantity.unit.as_deref().unwrap_or("-"), if quantity.ordinal { " nth" } else { "" })
    };
    quantities(text, region).iter().map(one).collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str, &str)]) {
    for (traditional, simplified, want) in cases {
        for text in [traditional, simplified] {
            assert_eq!(shown(text, Region::Mainland), *want, "{text}");
        }
    }
}

#[test]
fn numerals() {
    check(&[
        ("二十五份", "25份", "=25 份"),
        ("廿五名", "廿五名", "=25 名"),
        ("2.5萬億美元", "2.5万亿美元", "=2500000000000 USD"),
        ("3,600億美元", "3600 亿美元", "=360000000000 USD"),
        ("1億2000萬人", "1亿2000万人", "=120000000 人"),
        ("三萬五千噸", "三万五千吨", "=35000 吨"),
        ("36.57億元", "36.57亿元", "=3657000000 CNY"),
        ("幾十人", "数十人", ">10 人"),
        ("數百名", "几百名", ">100 名"),
        ("上千名", "上千名", ">=1000 名"),
        ("十多萬噸", "十余万吨", ">100000 吨"),
        ("一兩百人", "一两百人", ">=100 人; <=200 人"),
        ("兩三個", "两三个", ">=2 个; <=3 个"),
        ("七八十人", "七八十人", ">=70 人; <=80 人"),
    ]);
}

#[test]
fn shares() {
    check(&[
        ("兩成", "二成", "=20 %"),
        ("三成五", "三成五", "=35 %"),
        ("百分之二十", "20％", "=20 %"),
        ("2個百分點", "两个百分点", "=2 百分点"),
        ("一半", "半数", "=0.5 "),
        ("一半以上", "半数以上", ">=0.5 "),
        ("三分二", "三分之二", "=0.6666666666666666 "),
        ("三分之二多數", "三分之二多数", "=0.6666666666666666 "),
        ("提高一倍", "提高一倍", "=1 倍"),
        ("擴大三倍", "扩大三倍", "=3 倍"),
        ("翻兩番", "翻两番", "=4 倍"),
        ("翻一番", "翻番", "=2 倍"),
        ("近一倍", "约一倍", "≈1 倍"),
        ("7-9%", "7%至9%", ">=7 %; <=9 %"),
        ("從15%到25%", "15％到25％", ">=15 %; <=25 %"),
    ]);
}

#[test]
fn hedges() {
    check(&[
        ("近300人", "约300人", "≈300 人"),
        ("大約300人", "300人左右", "≈300 人"),
        ("逾300人", "超过300人", ">300 人"),
        ("突破2000億美元", "超2000亿美元", ">200000000000 USD"),
        ("20餘份", "20多份", ">20 份"),
        ("7萬多平方公里", "7万余平方公里", ">70000 平方公里"),
        ("至少40人", "40人以上", ">=40 人"),
        ("不足百人", "不到100人", "<100 人"),
        ("不超過3%", "至多3%", "<=3 %"),
        ("50億美元以內", "不超过50亿美元", "<=5000000000 USD"),
        ("3倍多", "3倍多", ">3 倍"),
        ("北約28個成員國", "北约28个成员国", "=28 个"),
        ("條約25週年", "条约25周年", "=25 周年 nth"),
    ]);
}

#[test]
fn money_goes_by_name_and_region() {
    check(&[
        ("US$5億", "5亿美元", "=500000000 USD"),
        ("人民幣50億元", "50亿元人民币", "=5000000000 CNY"),
        ("3萬億日圓", "3万亿日元", "=3000000000000 JPY"),
        ("500億盧布", "500亿卢布", "=50000000000 RUB"),
        ("1.2億歐元", "1.2亿欧元", "=120000000 EUR"),
        ("300億新台幣", "300亿台币", "=30000000000 TWD"),
        ("20億韓圜", "20亿韩元", "=2000000000 KRW"),
    ]);
    for (region, code) in [(Region::Mainland, "CNY"), (Region::HongKong, "HKD"), (Region::Macao, "MOP"), (Region::Taiwan, "TWD")] {
        assert_eq!(shown("2億元", region), format!("=200000000 {code}"));
    }
    assert_eq!(shown("1兆5000億元", Region::Taiwan), "=1500000000000 TWD");
}

#[test]
fn a_million_times_a_unit_is_no_number() {
    for region in [Region::Mainland, Region::Taiwan] {
        assert_eq!(shown("5兆瓦", region), "=5 兆瓦");
        assert_eq!(shown("100兆赫", region), "=100 兆赫");
        assert_eq!(shown("20兆新台幣", region), "=20000000000000 TWD");
    }
}

#[test]
fn a_change_gives_its_unit_to_the_level_before() {
    check(&[
        ("由100億增至150億美元", "从100亿增至150亿美元", "=10000000000 USD; =15000000000 USD"),
        ("從去年的3.5萬降到2.8萬噸", "从去年的3.5万降到2.8万吨", "=35000 吨; =28000 吨"),
        ("會見100位來賓，簽署150億美元合同", "会见100位来宾，签署150亿美元合同", "=100 位; =15000000000 USD"),
    ]);
}

#[test]
fn very_many_need_no_measure_word() {
    check(&[("幾百萬難民", "几百万难民", ">1000000 -"), ("數十萬平民", "数十万平民", ">100000 -"), ("數千難民", "数千难民", "")]);
}

#[test]
fn ranges_are_two_bounds() {
    check(&[
        ("6至8名", "6到8名", ">=6 名; <=8 名"),
        ("500公里至5500公里", "500公里到5500公里", ">=500 公里; <=5500 公里"),
        ("7～9人", "7-9人", ">=7 人; <=9 人"),
        ("4、5個", "4、5个", ">=4 个; <=5 个"),
        ("6至8萬人", "6至8万人", ">=60000 人; <=80000 人"),
        ("增長一倍至4000億元", "增长一倍至4000亿元", "=1 倍; =400000000000 CNY"),
        ("百分之15至20", "百分之15到20", ">=15 %; <=20 %"),
    ]);
}

#[test]
fn ordinals_and_lengths() {
    check(&[
        ("第二十五次", "第25次", "=25 次 nth"),
        ("第78屆", "第七十八届", "=78 届 nth"),
        ("第2758號決議", "第2758号决议", "=2758 号 nth"),
        ("簽署25周年", "签署25周年", "=25 周年 nth"),
        ("延長兩年", "延长两年", "=2 年"),
        ("兩個多月", "两个多月", ">2 月"),
        ("一個半小時", "一个半小时", "=1.5 小时"),
        ("2小時17分", "2小时17分钟", "=137 分钟"),
        ("超過30年", "逾30年", ">30 年"),
        ("三個小時", "三个小时", "=3 小时"),
        ("三年內", "三年内", ""),
        ("連續3年", "连续3年", ""),
        ("18小時後", "18小时后", ""),
    ]);
}

#[test]
fn words_with_numerals_are_no_quantities() {
    for text in "二战 一战 一个中国 一带一路 七国集团 g20 20国集团 5g covid-19 四川 三亚 九江 万一 十分 统一 唯一 一致 一些 一定 二人 两国 两岸 三峡 五角大楼 八一大楼 六四 九段线 歼-20 16+1 九二共识 百姓 百分比 千方百计 第三方 陆地 参加 队伍 零和博弈 红十字会 一中一台 一年一度 两个中国 9·11 天宫二号 十五五".split(' ') {
        assert_eq!(shown(text, Region::Mainland), "", "{text}");
    }
}

#[test]
fn an_indefinite_one_is_marked() {
    let kind = |text: &str| quantities(text, Region::Mainland)[0].kind;
    assert_eq!(kind("一项协议"), QuantityKind::Indefinite);
    assert_eq!(kind("一個國家"), QuantityKind::Indefinite);
    assert_eq!(kind("至少一名"), QuantityKind::Measure);
    assert_eq!(kind("1名"), QuantityKind::Measure);
    assert_eq!(kind("一亿美元"), QuantityKind::Money);
}

#[test]
fn spans_cover_hedge_number_and_unit() {
    let text = "雙邊貿易額突破2000億美元";
    let found = &quantities(text, Region::Mainland)[0];
    let words = |span: chancery_text::Span| text.chars().skip(span.start as usize).take(span.len()).collect::<String>();
    assert_eq!(words(found.span), "突破2000億美元");
    assert_eq!(words(found.number), "2000億");
    assert_eq!(found.unit_span.map(words).as_deref(), Some("美元"));
}
