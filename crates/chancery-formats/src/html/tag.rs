//! The elements of HTML that reading a page needs to tell apart.

macro_rules! tags {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// An element; all others are `Other`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Tag { Text, Other, $($variant),* }

        impl Tag {
            /// The element of that lower-case name.
            pub(crate) fn of(name: &[u8]) -> Tag {
                $(if name == $name.as_bytes() { return Tag::$variant; })*
                Tag::Other
            }
        }
    };
}

tags! {
    A "a", Abbr "abbr", Address "address", Area "area", Article "article", Aside "aside", Audio "audio", B "b", Base "base", Blockquote "blockquote",
    Body "body", Br "br", Button "button", Canvas "canvas", Caption "caption", Center "center", Cite "cite", Col "col", Dd "dd", Del "del", Details "details",
    Dialog "dialog", Dir "dir", Div "div", Dl "dl", Dt "dt", Em "em", Embed "embed", Fieldset "fieldset", Figcaption "figcaption", Figure "figure",
    Font "font", Footer "footer", Form "form", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6", Head "head", Header "header", Hgroup "hgroup", Hr "hr",
    Html "html", I "i", Iframe "iframe", Img "img", Input "input", Label "label", Li "li", Link "link", Main "main", Map "map", Math "math", Menu "menu",
    Meta "meta", Nav "nav", Noembed "noembed", Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup", Option "option", P "p",
    Param "param", Picture "picture", Pre "pre", Q "q", Rp "rp", Rt "rt", Ruby "ruby", S "s", Script "script", Section "section", Select "select", Small "small",
    Source "source", Span "span", Strong "strong", Style "style", Sub "sub", Summary "summary", Sup "sup", Svg "svg", Table "table", Tbody "tbody", Td "td",
    Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Time "time", Title "title", Tr "tr", Track "track", U "u", Ul "ul",
    Video "video", Wbr "wbr", Xmp "xmp",
}

impl Tag {
    /// Elements without content.
    pub(crate) fn is_void(self) -> bool {
        use Tag::*;
        matches!(self, Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr)
    }

    /// Elements that begin and end a paragraph.
    pub(crate) fn is_block(self) -> bool {
        use Tag::*;
        self.is_cell()
            || self.is_heading()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Body
                    | Caption
                    | Center
                    | Dd
                    | Details
                    | Dialog
                    | Dir
                    | Div
                    | Dl
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Head
                    | Header
                    | Hgroup
                    | Hr
                    | Html
                    | Li
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Pre
                    | Section
                    | Summary
                    | Table
                    | Tbody
                    | Tfoot
                    | Thead
                    | Title
                    | Tr
                    | Ul
                    | Xmp
            )
    }

    pub(crate) fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    pub(crate) fn is_cell(self) -> bool {
        matches!(self, Tag::Td | Tag::Th)
    }

    /// Parts of a table around its cells.
    pub(crate) fn is_table_part(self) -> bool {
        use Tag::*;
        self.is_cell() || matches!(self, Table | Tbody | Thead | Tfoot | Tr | Caption)
    }

    /// Elements whose content no reader sees as text.
    pub(crate) fn is_hidden(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Audio
                | Button
                | Canvas
                | Dialog
                | Iframe
                | Input
                | Map
                | Math
                | Noembed
                | Noframes
                | Noscript
                | Object
                | Optgroup
                | Option
                | Rp
                | Rt
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Textarea
                | Title
                | Video
        )
    }
}
