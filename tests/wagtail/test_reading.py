"""All text of a page is in the post, and each of its characters knows where it is stored."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.wagtail


def _image(title: str = "A scan, seen from above", file: str = "scan-of-word30.png") -> Any:
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    return get_image_model().objects.create(title=title, file=get_test_image_file(filename=file))


def _full_page() -> Any:
    """A post with another word in each place in which words can stand."""
    from blog.models import BlogNote, BlogPage

    image = _image()
    body = [
        ("heading", "word1"),
        ("paragraph", "<p>word2 &amp; <b>word3</b> <a href='https://word4.example.org/'>there</a></p>"),
        ("quote", {"words": "word5\n\nword6 < word7", "who": "word8", "age": 34}),
        ("picture", {"image": image.pk, "decorative": False, "alt_text": "word9"}),
        ("plain_picture", image.pk),
        ("points", [{"type": "item", "value": "word10"}, {"type": "item", "value": "word11"}]),
        ("pair", [{"type": "left", "value": "word12"}, {"type": "right", "value": "<p>word13</p>"}]),
        ("video", "https://video.example.org/word14"),
        ("link", "https://word15.example.org/"),
        ("table", {"data": [["word16", None], ["word17", "word18"]], "table_caption": "word19"}),
        (
            "typed_table",
            {
                "columns": [{"type": "text", "heading": "word20"}, {"type": "rich", "heading": ""}],
                "rows": [{"values": ["word21", "<p>word22</p>"]}],
                "caption": "word23",
            },
        ),
        ("html", "<script><!-- never closed <p>not read"),
        ("html", "<p title='word24'>word25</p>"),
    ]
    page = BlogPage(
        title="word26", slug="word27", seo_title="word28", search_description="word29", intro="word31",
        caption="word32",
        lead='<p>word33</p><embed embedtype="media" url="https://word34.example.org/"/>'
        f'<embed embedtype="image" id="{image.pk}" format="left" alt="word35"/>',
        picture=image, further="https://word36.example.org/",
    )  # fmt: skip
    page.body = BlogPage._meta.get_field("body").to_python(
        json.dumps([{"type": kind, "value": value} for kind, value in body])
    )
    page.notes.add(BlogNote(words="word37"))
    page.tags.add("word38")
    return page


def test_every_place_is_read(site: Any) -> None:
    """The words of every field and block are in what the linter reads, also after markup that is never closed."""
    from postlint.cms.wagtail.fields import read_post
    from postlint.reading.html import read_html

    post = read_post(_full_page())
    prose = read_html(post.text).text
    missing = [n for n in range(1, 39) if not re.search(rf"word{n}(?!\d)", prose)]
    assert missing == []
    assert "\nAge: 34" in prose  # a number in a block of its own, with the block's name
    assert "scan-of-word30" in prose.split("word33")[1].split("word31")[0]  # of the picture in the rich text


def test_every_character_knows_its_place(site: Any) -> None:
    """A stretch of the post is that stretch of the stored value, save that special characters are written out."""
    from postlint.cms.wagtail.fields import read_post

    post = read_post(_full_page())
    assert len(post.stretches) > 38
    last = 0
    for stretch in post.stretches:
        assert last <= stretch.start < stretch.end
        last = stretch.end
        part = post.parts[stretch.part]
        here, there = post.text[stretch.start : stretch.end], part.value[stretch.low : stretch.high]
        assert here == there or unescape(here) == there


def test_labels_lead_to_the_place(site: Any) -> None:
    """An editor finds the part by its label."""
    from postlint.cms.wagtail.fields import read_post
    from postlint.cms.wagtail.gate import label_of

    post = read_post(_full_page())

    def label(word: str) -> str:
        at = post.text.index(word)
        return label_of(post, at, at + len(word))

    assert label("word26") == "Title"
    assert label("word8") == "Body › 3. Quote › Who"
    assert label("word11") == "Body › 6. Points › 2. Item"
    assert label("word13") == "Body › 7. Pair › 2. Right"
    assert label("word21") == "Body › 11. Typed table › row 1, column 1"
    assert label("word30") == "Lead › file name"
    assert label("word37") == "Blog note 1 › Words"


def test_each_word_can_be_rewritten_where_it_is_stored(site: Any) -> None:
    """Every word that is stored on the page itself is changed by an edit of the post, in a draft and after saving."""
    from blog.models import BlogPage

    from postlint.cms.wagtail.fields import read_post
    from postlint.cms.wagtail.rewriting import apply, can_apply
    from postlint.finding import Edit

    page = _full_page()
    page.live = False
    site.add_child(instance=page)
    page.save_revision(clean=False)
    fixed = []
    for number in range(1, 39):
        page = BlogPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        post = read_post(page)
        at = re.search(rf"word{number}(?!\d)", post.text).start()
        edits = (Edit(at, at + len(f"word{number}"), f"told{number}"),)
        if not can_apply(post, edits):
            fixed.append(number)
            continue
        apply(page, post, edits)
        page.save_revision(clean=False)
        again = read_post(BlogPage.objects.get(pk=page.pk).get_latest_revision_as_object())
        # An embed's address stands in the post twice, in its markup and as an address.
        assert again.text == re.sub(rf"word{number}(?!\d)", f"told{number}", post.text)
    assert fixed == [30, 38]  # a file's name and a tag


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_edits_of_plain_text(site: Any, data: st.DataObject) -> None:
    """Whatever stands in a plain field, an edit of the post changes just the characters meant."""
    from blog.models import BlogPage

    from postlint.cms.wagtail.fields import read_post
    from postlint.cms.wagtail.rewriting import apply
    from postlint.finding import Edit

    value = data.draw(st.text("ab<>&\"' é\U0001f600", min_size=1).filter(lambda s: s.strip()))
    low = data.draw(st.integers(0, len(value) - 1))
    high = data.draw(st.integers(low + 1, len(value)))
    page = BlogPage(title="", slug="", intro=value)
    post = read_post(page)
    (part,) = post.parts

    def here(index: int, *, end: bool) -> int:
        stretch = next(s for s in post.stretches if s.low <= index < s.high)
        if stretch.end - stretch.start != stretch.high - stretch.low:
            return stretch.end if end else stretch.start
        return stretch.start + index - stretch.low + end

    edit = Edit(here(low, end=False), here(high - 1, end=True), "x &amp; y")
    apply(page, post, (edit,))
    assert page.intro == value[:low] + "x & y" + value[high:]
    assert part.value == value


def test_what_cannot_be_read(site: Any, draft: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that fails is not published, and its error's words go nowhere."""
    from postlint.cms.wagtail import blocks
    from postlint.cms.wagtail.refusal import PublishRefused

    def broken(block: Any, raw: Any) -> Any:
        raise RuntimeError(f"no idea what to do with {raw}")

    monkeypatch.setattr(blocks, "_children", broken)
    page = draft("", body=json.dumps([{"type": "quote", "value": {"words": "secretword"}}]))
    with pytest.raises(PublishRefused, match=r"could not be read \(RuntimeError\)") as caught:
        page.get_latest_revision().publish()
    assert caught.value.__cause__ is None


def test_what_is_no_text_of_the_page(site: Any, draft: Any) -> None:
    """Comments that editors write each other are not published, and not read."""
    from wagtail.models import Comment

    from postlint.cms.wagtail.fields import read_post

    page = draft()
    page.wagtail_admin_comments.add(Comment(user_id=1, contentpath="title", text="secretword"))
    assert "secretword" not in read_post(page).text
    assert "Legs" in read_post(type(page)(title="Legs", slug="legs")).text
    assert 'href="legs"' not in read_post(type(page)(title="Legs", slug="legs")).text
