//! A page of several articles with broken lines, written for this test, and the first real page where it is at hand.

use chancery_intake::{Options, read_text};
use chancery_model::{Article, ArticleKind, BlockRole, Document};

const PAGE: &str = "\
兩國外長在日內瓦會談 商定重開邊境口岸

三地同步

3月4日

上午，外交

部長林柏舟在日內瓦同鄰國外長安多里會談。雙方商定，在今年夏天以前重開三處邊境口岸，並恢復外交部門之間的磋商機制。

林柏舟表示，三處口岸關係到沿線居民的生計，雙方應當儘早商定《邊境口岸管理

協定》的細節，使貨物與人員往來恢復正常。他說，外交部長之間的熱線將繼續保持。

商定三項措施 磋商恢復

安多里表示，本國政府歡迎會談取得的進展，願意派出工作組，就檢疫、通關與運輸等問題作進一步的磋

商，爭取在兩個月內拿出結果。

▲林柏舟（右）與安多里在會談前握手。某通訊社

兩國外長提三點主張 口岸先行

- 一、重開三處口岸。
- 二、恢復磋商機制。
- 三、保持熱線暢通。

資料來源：某通訊社

日內瓦會談成果清單

雙方簽署的文件

●《關於重開邊境口岸的備忘錄》
●《關於檢疫合作的議定書》

資料來源：某通訊社

鄰國大選定於秋天 外長稱政策不變

【本報訊】據當地電台報道，鄰國選舉委員會4日宣布，大選將於10月舉行。

安多里說，不論選舉結果如何，外交政策不會改變。

口岸重開有利雙方 沿線盼望已久

專家解讀

研究邊境貿易的學者葉同表示，重開口岸對雙方都有好處。口岸關閉三年，沿線貿易額下降了一半。

他認為，磋商機制的恢復比口岸本身更加重要，因為檢疫標準的分歧需要有人坐下來談。本報記者方未

舊橋 新路

環球述評

邊境上的那座橋，已經三年沒有車走過。如今橋要通了，路還要有人去修。

談判桌上的一紙文件，只是開始。
";

fn page(text: &str) -> Document {
    read_text(text, "page.txt", &Options::default()).expect("a page of text")
}

fn words(document: &Document, article: &Article, role: BlockRole) -> Vec<String> {
    let blocks = article.blocks.iter().filter(|block| block.role == role);
    blocks.map(|block| block.pieces.iter().map(|piece| document.text.slice(*piece)).collect()).collect()
}

#[test]
fn a_page_is_cut_into_its_articles_with_their_kinds() {
    let document = page(PAGE);
    let headlines: Vec<String> = document.articles.iter().flat_map(|article| words(&document, article, BlockRole::Headline)).collect();
    assert_eq!(
        headlines,
        ["兩國外長在日內瓦會談 商定重開邊境口岸", "日內瓦會談成果清單", "鄰國大選定於秋天 外長稱政策不變", "口岸重開有利雙方 沿線盼望已久", "舊橋 新路"]
    );
    let kinds: Vec<Option<ArticleKind>> = document.articles.iter().map(|article| article.kind).collect();
    assert_eq!(kinds, [None, Some(ArticleKind::List), None, Some(ArticleKind::Interview), Some(ArticleKind::Commentary)]);
}

#[test]
fn broken_sentences_are_joined_and_offsets_point_into_the_text() {
    let document = page(PAGE);
    let first = &document.articles[0];
    let lead = &words(&document, first, BlockRole::Lead)[0];
    assert!(lead.starts_with("3月4日上午，外交部長林柏舟在日內瓦"), "{lead}");
    let body = words(&document, first, BlockRole::Body);
    assert!(body[0].contains("《邊境口岸管理協定》"), "{body:?}");
    assert!(body[1].contains("進一步的磋商，爭取"), "{body:?}");
    for block in document.articles.iter().flat_map(|article| &article.blocks) {
        for piece in &block.pieces {
            let text = document.text.slice(*piece);
            assert!(!text.is_empty() && !text.contains('\n') && PAGE.contains(text));
        }
    }
}

#[test]
fn every_line_has_its_role() {
    let document = page(PAGE);
    let first = &document.articles[0];
    assert_eq!(words(&document, first, BlockRole::Kicker), ["三地同步"]);
    assert_eq!(words(&document, first, BlockRole::Subhead), ["商定三項措施 磋商恢復", "兩國外長提三點主張 口岸先行"]);
    assert_eq!(words(&document, first, BlockRole::ListItem).len(), 3);
    assert_eq!(words(&document, first, BlockRole::Caption).len(), 1);
    assert_eq!(words(&document, first, BlockRole::Source), ["資料來源：某通訊社"]);
    assert_eq!(words(&document, &document.articles[1], BlockRole::Subhead), ["雙方簽署的文件"]);
    assert_eq!(words(&document, &document.articles[3], BlockRole::Byline), ["本報記者方未"]);
    assert_eq!(words(&document, &document.articles[3], BlockRole::Kicker), ["專家解讀"]);
    assert_eq!(words(&document, &document.articles[4], BlockRole::Kicker), ["環球述評"]);
}

#[test]
fn line_ends_of_every_kind_give_the_same_blocks() {
    let plain = page(PAGE);
    for end in ["\r\n", "\r", "\u{2028}"] {
        let other = page(&PAGE.replace('\n', end));
        let texts = |document: &Document| -> Vec<Vec<String>> {
            let roles = [BlockRole::Headline, BlockRole::Lead, BlockRole::Body, BlockRole::Subhead, BlockRole::ListItem];
            document.articles.iter().map(|article| roles.iter().flat_map(|role| words(document, article, *role)).collect()).collect()
        };
        assert_eq!(texts(&plain), texts(&other), "{end:?}");
    }
}

#[test]
fn pages_without_blank_lines_or_in_english_are_cut_too() {
    let taiwan = "外長會談登場 三口岸夏天前重開\n2026-03-04 12:30 某某報 記者方未／台北報導\n外交部長今天與鄰國外長會談，雙方同意重開口岸。\n\
        細節將由工作組討論。\n----------\n在野黨批口岸政策 要求公布評估\n2026-03-04 13:10 某某報 記者葉同／台北報導\n\
        在野黨今天批評口岸政策，要求公布評估報告。\n外長回應，報告下週公布。";
    let english = "Border posts to reopen after Geneva talks\nBy Jane Doe\nGENEVA, March 4, 2026 (Example News) -- The two ministers agreed on \
        Wednesday to reopen three posts.\nA group would meet next month.\n\nNeighbour sets election for October\nBy John Roe\n\
        CAPITAL, March 4, 2026 (Example News) -- The vote would be held in October, the commission said.\nPolicy would not change.";
    let mainland = "环球述评\n共建口岸 共享机遇\n本报评论员\n口岸是桥梁，也是纽带。双方应把口岸建设得更好。\n路还要有人去修。\n\n两国外长举行会谈\n\
        某某社日内瓦3月4日电（记者方未）两国外长4日举行会谈，就重开口岸达成一致。\n双方还交换了意见。";
    for (text, dated) in [(taiwan, true), (english, true), (mainland, false)] {
        let document = page(text);
        assert_eq!(document.articles.len(), 2, "{text}");
        assert_eq!(document.source.published.as_ref().map(|found| found.from.to_string()), dated.then(|| "2026-03-04".to_owned()));
        for article in &document.articles {
            assert_eq!(words(&document, article, BlockRole::Headline).len(), 1);
            assert_eq!(words(&document, article, BlockRole::Lead).len(), 1);
        }
    }
}

#[test]
fn the_first_real_page_gives_five_articles() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/page-2026-05-21.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is not here");
        return;
    };
    let document = page(&text);
    let starts = ["會談後同普京會見記者", "中俄元首會晤成果文件清單", "11月深圳APEC峰會", "會談成果豐碩", "老朋友 新關係"];
    assert_eq!(document.articles.len(), starts.len());
    for (article, start) in document.articles.iter().zip(starts) {
        assert!(words(&document, article, BlockRole::Headline)[0].starts_with(start));
    }
    let kinds: Vec<Option<ArticleKind>> = document.articles.iter().map(|article| article.kind).collect();
    assert_eq!(kinds, [None, Some(ArticleKind::List), None, Some(ArticleKind::Interview), Some(ArticleKind::Commentary)]);
    let joined = document.articles.iter().flat_map(|article| &article.blocks).filter(|block| block.pieces.len() > 1).count();
    assert_eq!(joined, 4);
}
