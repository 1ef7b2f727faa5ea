//! Surgery of YAML: random cuts of random texts hold their law; cases where exactly one text is right.

mod generated;
mod law;

use proptest::prelude::*;

use esclusa_source::Sources;
use esclusa_source::syntax::yaml;
use esclusa_source::syntax::yaml::surgery::{Surgeon, Written};
use generated::{Choices, document};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn every_cut_changes_what_it_should_and_nothing_else(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut choices = Choices(&bytes);
        let text = document(&mut choices);
        if let Some(Err(wrong)) = law::broken(&text, &mut choices) {
            return Err(TestCaseError::fail(wrong));
        }
    }
}

/// Found by fuzzing: behind a text that keeps its blank lines, two entries went and their blank line came to the text.
#[test]
fn a_text_that_keeps_blank_lines_gains_none_by_what_goes_below_it() {
    let text = "t: |+\n  one\n\na: 1\nb: 2\n\nc: 3\n";
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let (documents, _) = yaml::parse(file, text);
    let document = documents.first().expect("a document");
    let root = document.root.as_ref().expect("a mapping");
    let surgeon = Surgeon::new(file, text, document).expect("a surgeon");
    assert!(surgeon.remove_entries(root, &[1, 2]).is_err());
    assert!(surgeon.remove_entries(root, &[1]).is_ok());
    assert!(surgeon.remove_entries(root, &[2, 3]).is_ok());
}

/// Found by fuzzing: what stood behind `?` went, and the mark was left as a key without a name.
#[test]
fn nothing_goes_beside_a_marked_key() {
    for (text, which) in
        [("a: 1\n? # why\n  b\n? c\n", 0), ("? a\n: 1\nb: 2\n", 1), ("? # why\n  a\nb: 2\n", 0)]
    {
        let file = Sources::default().add("a.yaml", text);
        let (documents, _) = yaml::parse(file, text);
        let document = documents.first().expect("a document");
        let root = document.root.as_ref().expect("a mapping");
        let surgeon = Surgeon::new(file, text, document).expect("a surgeon");
        assert!(surgeon.remove_entries(root, &[which]).is_err(), "{text}");
    }
}

/// Found by fuzzing: the value of a key that is a list, marked by `?`, was written into the list.
#[test]
fn a_marked_key_of_several_lines_has_no_value_put_in() {
    let choices = b"O\x1aText(\"a13\")Tex4\xb2\")R";
    for text in ["?\n-", "?\n- \n", "? # why\n- a\n", "?\n a\n"] {
        if let Some(Err(wrong)) = law::broken(text, &mut Choices(choices)) {
            panic!("{wrong}");
        }
    }
}

/// Found by fuzzing: a byte order mark behind an anchor is its value, and what was put there became part of the anchor.
#[test]
fn what_stands_right_behind_its_anchor_is_not_replaced() {
    for text in ["&a\u{feff}\n", "k: &a\u{feff}\n", "- &a[x]\n", "&a\"x\"\n"] {
        let file = Sources::default().add("a.yaml", text);
        let (documents, _) = yaml::parse(file, text);
        let document = documents.first().expect("a document");
        let mut node = document.root.as_ref().expect("a root");
        if let Some(entry) = node.entries().and_then(|entries| entries.first()) {
            node = &entry.value;
        } else if node.anchor.is_none()
            && let Some(item) = node.items().and_then(|items| items.first())
        {
            node = item;
        }
        let surgeon = Surgeon::new(file, text, document).expect("a surgeon");
        if let Ok(edits) = surgeon.replace(node, &Written::text("b")) {
            panic!("{text:?} is read as {node:?}, and edited: {edits:?}");
        }
    }
}

/// Most cuts are made: a generator whose texts are all refused would show nothing.
#[test]
fn most_random_texts_are_cut() {
    let mut made = 0;
    for seed in 0..1000_u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let bytes: Vec<u8> = (0..150)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[2]
            })
            .collect();
        let mut choices = Choices(&bytes);
        let text = document(&mut choices);
        made += usize::from(law::broken(&text, &mut choices).is_some());
    }
    assert!(made > 400, "only {made} of 1000");
}
